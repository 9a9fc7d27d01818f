import type { RandomStream } from '../random/stream.js';
import { chance, pick, uniform } from '../random/distributions.js';
import { streamFor } from '../random/stream.js';
import { writeAddresses, type AddressedStreet } from './address-elements.js';
import { bendRoads } from './bends.js';
import { DeadEnds } from './dead-ends.js';
import { ElementList } from './element-list.js';
import { Grid } from './grid.js';
import { hotSpotsOf } from './hot-spots.js';
import { KeepOut, Lattice } from './lattice.js';
import { MainRoads } from './main-roads.js';
import { Motorways } from './motorways.js';
import { makeOneWays } from './one-ways.js';
import type { PlannedPlace, WorldPlan } from './plan.js';
import { Plane, type XY } from './plane.js';
import { PlaceElements } from './place-elements.js';
import { countRoads } from './road-counts.js';
import { RoadElements } from './road-elements.js';
import { buildRoundabouts } from './roundabouts.js';
import { SideStreets } from './side-streets.js';
import { StreetGraph } from './street-graph.js';
import { Postcodes, StreetNames } from './street-names.js';
import { gatherStreets, type Street } from './streets.js';
import { thinStreets } from './thinning.js';
import { banTurns } from './turn-bans.js';
import { ringCentre, type WorldMeta } from './world-meta.js';

const DEAD_END_SHARE = 0.42;
const ROUNDABOUT_SHARE = 0.45;

/** A step of the work with the share of the whole that is done when it begins. */
export type Progress = (step: string, done: number) => void;

/** The elements of a generated map and what a simulation needs to know of it. */
export interface GeneratedWorld {
  readonly elements: ElementList;
  readonly meta: WorldMeta;
}

/** Generates a world from a plan; the same plan and seed give the same elements in the same order. */
export function generateWorld(plan: WorldPlan, seed: number, progress?: Progress): GeneratedWorld {
  const { south, north, west, east } = plan.bounds;
  const plane = new Plane({ lat: (south + north) / 2, lon: (west + east) / 2 });
  const say = progress ?? (() => undefined);
  const roads = layRoads(plan, plane, seed, say);
  return new WorldAssembly(plan, roads, seed).assemble(say);
}

interface LaidRoads {
  readonly plane: Plane;
  readonly graph: StreetGraph;
  readonly rural: ReadonlySet<number>;
}

function layRoads(plan: WorldPlan, plane: Plane, seed: number, say: Progress): LaidRoads {
  const graph = new StreetGraph();
  say('main roads', 0);
  const main = new MainRoads(plan, plane, graph, streamFor(seed, 'main-roads'));
  main.lay();
  const junctions = new Set<number>();
  new Motorways(plan, plane, graph, main.placeNodes).lay();
  for (const motorway of plan.motorways) {
    for (const id of motorway.junctions) junctions.add(main.placeNodes.get(id) ?? -1);
  }
  say('street corners', 0.05);
  const lattice = new Lattice(plan, plane, graph, streamFor(seed, 'corners'));
  lattice.fill(new KeepOut(plan, plane, graph));
  say('streets', 0.25);
  new SideStreets(graph, lattice.corners, streamFor(seed, 'streets')).join();
  thinStreets(graph, streamFor(seed, 'thinning'));
  say('dead ends and roundabouts', 0.45);
  new DeadEnds(graph, streamFor(seed, 'dead-ends')).hang(DEAD_END_SHARE);
  buildRoundabouts(graph, streamFor(seed, 'roundabouts'), ROUNDABOUT_SHARE, junctions);
  bendRoads(graph, streamFor(seed, 'bends'));
  const rural = new Set(lattice.corners.filter((c) => c.rural).map((c) => c.node));
  return { plane, graph, rural };
}

class WorldAssembly {
  private readonly list: ElementList;
  private readonly graph: StreetGraph;
  private readonly placeGrid = new Grid(2000);
  private readonly nodeGrid = new Grid(250);
  private readonly centres: XY[];

  constructor(
    private readonly plan: WorldPlan,
    private readonly roads: LaidRoads,
    private readonly seed: number,
  ) {
    this.graph = roads.graph;
    this.list = new ElementList(roads.plane);
    this.centres = plan.places.map((place) => roads.plane.toXY(place));
    plan.places.forEach((place, i) => {
      const at = this.centres[i] as XY;
      if (place.rank !== 'junction') this.placeGrid.addPoint(i, at.x, at.y);
    });
  }

  assemble(say: Progress): GeneratedWorld {
    say('one-way streets', 0.55);
    const streets = gatherStreets(this.graph);
    const share = (street: Street) => this.oneWayShare(street);
    makeOneWays(this.graph, streets, streamFor(this.seed, 'one-ways'), share);
    say('names and turn bans', 0.65);
    const addressed = this.nameStreets(streets);
    const bans = banTurns(this.graph, streamFor(this.seed, 'turn-bans'), this.plan.turnBans);
    new RoadElements(this.graph, this.list, streamFor(this.seed, 'roads')).write(streets, bans);
    say('addresses', 0.75);
    const postcodes = new Postcodes();
    const options = { wanted: this.plan.addresses, postcodes };
    const addresses = writeAddresses(this.graph, this.list, addressed, options);
    say('places', 0.85);
    const places = this.placeElements();
    places.write();
    return { elements: this.list, meta: this.meta(places, { addresses, streets: streets.length }) };
  }

  private streetAt(street: Street): XY {
    const middle = street.legs[Math.floor(street.legs.length / 2)];
    if (!middle) throw new Error('a street without legs');
    return this.graph.at(this.graph.edge(middle.edge).a);
  }

  /** One-way streets are common in centres and rare elsewhere. */
  private oneWayShare(street: Street): number {
    const at = this.streetAt(street);
    const place = this.nearestPlace(at);
    const centre = this.roads.plane.toXY(place);
    const fromCentre = Math.hypot(at.x - centre.x, at.y - centre.y);
    if (place.rank === 'city' && fromCentre < 1500) return 0.6;
    if (place.rank === 'town' && fromCentre < 700) return 0.5;
    return place.rank === 'village' ? 0.04 : 0.26;
  }

  private nearestPlace(at: XY): PlannedPlace {
    for (let reach = 2000; reach < 200_000; reach *= 2) {
      const near = this.placeGrid.near(at.x, at.y, reach).map((i) => {
        const centre = this.centres[i] as XY;
        return { i, gap: Math.hypot(centre.x - at.x, centre.y - at.y) };
      });
      const best = near.sort((a, b) => a.gap - b.gap || a.i - b.i)[0];
      if (best && best.gap <= reach) return this.plan.places[best.i] as PlannedPlace;
    }
    throw new Error('the plan has no places');
  }

  private nameStreets(streets: readonly Street[]): AddressedStreet[] {
    const rng = streamFor(this.seed, 'names');
    const names = new StreetNames(rng);
    const incidence = this.graph.incidence();
    return streets.map((street) => {
      const place = this.nearestPlace(this.streetAt(street));
      const edge = this.graph.edge((street.legs[0] as Street['legs'][number]).edge);
      const ends = street.legs.flatMap((leg) => {
        const { a, b } = this.graph.edge(leg.edge);
        return [a, b];
      });
      for (const node of ends) {
        this.nodeGrid.addPoint(node, this.graph.xs[node] as number, this.graph.ys[node] as number);
      }
      const deadEnd = ends.some((node) => incidence[node]?.length === 1);
      street.name = edge.name;
      const named = edge.kind !== 'service' || chance(rng, 0.2);
      if (edge.name === null && !edge.kind.startsWith('motorway') && !edge.roundabout && named) {
        street.name = names.next(place.id, edge.kind, deadEnd);
      }
      return { street, place, rural: ends.some((node) => this.roads.rural.has(node)) };
    });
  }

  private placeElements(): PlaceElements {
    const siteNear = (place: PlannedPlace, rng: RandomStream): XY => {
      const centre = this.roads.plane.toXY(place);
      for (let reach = place.radiusM * 0.6 + 100; ; reach *= 2) {
        const near = this.nodeGrid.near(centre.x, centre.y, reach);
        if (near.length === 0) continue;
        const at = this.graph.at(pick(rng, near));
        return { x: at.x + uniform(rng, -20, 20), y: at.y + uniform(rng, -20, 20) };
      }
    };
    const rng = streamFor(this.seed, 'places');
    return new PlaceElements(this.plan, this.list, rng, siteNear);
  }

  private meta(places: PlaceElements, extra: Record<string, number>): WorldMeta {
    const roads = countRoads(this.list.ways, this.list.relations);
    return {
      formatVersion: 1,
      name: this.plan.name,
      origin: 'generated',
      seed: this.seed,
      bounds: this.plan.bounds,
      areas: this.plan.areas.map(({ code, name, share, ring }) => {
        return { code, name, share, centre: ringCentre(ring), ring };
      }),
      stations: places.stations.map(({ name, areaCode, x, y }) => {
        return { name, areaCode, ...this.roads.plane.toLatLon(x, y) };
      }),
      hotSpots: hotSpotsOf(this.plan.places),
      counts: {
        ...roads,
        ...extra,
        nodes: this.list.nodes.length,
        ways: this.list.ways.length,
        relations: this.list.relations.length,
      },
    };
  }
}
