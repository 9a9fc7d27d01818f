import type { RandomStream } from '../random/stream.js';
import { chance, pick, uniform } from '../random/distributions.js';
import type { ElementList } from './element-list.js';
import type { PlannedGreen, PlannedPlace, WorldPlan } from './plan.js';
import type { XY } from './plane.js';
import type { OsmTags } from '../pbf/osm-element.js';

const GREEN_TAGS: Record<PlannedGreen['kind'], OsmTags> = {
  park: { leisure: 'park' },
  golf_course: { leisure: 'golf_course' },
  wood: { natural: 'wood' },
  water: { natural: 'water' },
};

const PUBS = ['Red Lion', 'Crown', 'White Hart', 'Swan', 'Bell', 'Plough', 'Navigation', 'Vine'];
const SHOPS = ['Corner Stores', 'Food Hall', 'Superstore', 'Mini Market'];

/** A police station as written to the map. */
export interface StationSite {
  readonly name: string;
  readonly areaCode: string;
  readonly x: number;
  readonly y: number;
}

/** A kind of named point, and how many of it a place of each size has. */
interface PointKind {
  readonly tags: OsmTags;
  readonly nameOf: (place: PlannedPlace, rng: RandomStream) => string;
  readonly per: Partial<Record<PlannedPlace['rank'], number>>;
}

const POINTS: readonly PointKind[] = [
  {
    tags: { amenity: 'pub' },
    nameOf: (_place, rng) => `The ${pick(rng, PUBS)}`,
    per: { city: 14, town: 7, suburb: 4, village: 2 },
  },
  {
    tags: { amenity: 'school' },
    nameOf: (place, rng) => `${place.name} ${pick(rng, ['Primary', 'Junior', 'High'])} School`,
    per: { city: 4, town: 3, suburb: 3, village: 1 },
  },
  {
    tags: { shop: 'supermarket' },
    nameOf: (place, rng) => `${place.name} ${pick(rng, SHOPS)}`,
    per: { city: 5, town: 3, suburb: 2, village: 1 },
  },
  {
    tags: { amenity: 'hospital' },
    nameOf: (place) => `${place.name} General Hospital`,
    per: { city: 1, town: 0.4 },
  },
  {
    tags: { amenity: 'fuel' },
    nameOf: (place) => `${place.name} Service Station`,
    per: { city: 2, town: 1, suburb: 0.7, village: 0.5 },
  },
  {
    tags: { railway: 'station' },
    nameOf: (place) => `${place.name} Station`,
    per: { city: 1, town: 0.8, suburb: 0.3, village: 0.2 },
  },
];

const STATION_SHARE: Record<PlannedPlace['rank'], number> = {
  city: 1,
  town: 1,
  suburb: 0.22,
  village: 0,
  junction: 0,
};

/** Writes places, named points, police stations, parks, water, canals and area boundaries. */
export class PlaceElements {
  readonly stations: StationSite[] = [];

  constructor(
    private readonly plan: WorldPlan,
    private readonly list: ElementList,
    private readonly rng: RandomStream,
    /** A spot beside a street near a place. */
    private readonly siteNear: (place: PlannedPlace, rng: RandomStream) => XY,
  ) {}

  write(): void {
    for (const place of this.plan.places) if (place.rank !== 'junction') this.place(place);
    for (const green of this.plan.greens) this.green(green);
    for (const canal of this.plan.canals) {
      const refs = canal.line.map((point) => this.nodeAt(this.list.plane.toXY(point)));
      this.list.way(refs, { waterway: 'canal', name: canal.name });
    }
    for (const area of this.plan.areas) {
      const refs = area.ring.map((point) => this.nodeAt(this.list.plane.toXY(point)));
      this.list.way([...refs, refs[0] as number], {
        boundary: 'police',
        name: area.name,
        ref: area.code,
      });
    }
  }

  private nodeAt(at: XY): number {
    return this.list.node(at.x, at.y);
  }

  private place(place: PlannedPlace): void {
    const rng = this.rng.split(place.id);
    const centre = this.list.plane.toXY(place);
    this.list.node(centre.x, centre.y, { place: place.rank, name: place.name });
    this.blob(centre, place.radiusM * 0.8, rng, { landuse: 'residential' });
    if (chance(rng, STATION_SHARE[place.rank])) this.station(place, rng);
    for (const kind of POINTS) {
      const mean = kind.per[place.rank] ?? 0;
      const count = Math.floor(mean) + (chance(rng, mean % 1) ? 1 : 0);
      for (let i = 0; i < count; i++) {
        const at = this.siteNear(place, rng);
        this.list.node(at.x, at.y, { ...kind.tags, name: kind.nameOf(place, rng) });
      }
    }
  }

  private station(place: PlannedPlace, rng: RandomStream): void {
    const name = `${place.name} Police Station`;
    const at = this.siteNear(place, rng);
    this.list.node(at.x, at.y, { amenity: 'police', name });
    this.stations.push({ name, areaCode: place.areaCode, ...at });
  }

  private green(green: PlannedGreen): void {
    const rng = this.rng.split(green.name);
    const tags = { ...GREEN_TAGS[green.kind], name: green.name };
    this.blob(this.list.plane.toXY(green), green.radiusM * 0.9, rng, tags);
  }

  /** A closed, uneven outline round a centre. */
  private blob(centre: XY, radiusM: number, rng: RandomStream, tags: OsmTags): void {
    const count = 18;
    const phase = uniform(rng, 0, 2 * Math.PI);
    const refs = Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count;
      const reach = radiusM * (0.93 + 0.07 * Math.sin(3 * angle + phase)) * uniform(rng, 0.95, 1);
      return this.nodeAt({
        x: centre.x + reach * Math.cos(angle),
        y: centre.y + reach * Math.sin(angle),
      });
    });
    this.list.way([...refs, refs[0] as number], tags);
  }
}
