import type { RandomStream } from '../random/stream.js';
import { chance, pick } from '../random/distributions.js';
import type { ElementList } from './element-list.js';
import type { StreetEdge, StreetGraph } from './street-graph.js';
import type { Leg, Street } from './streets.js';
import type { TurnBan } from './turn-ban.js';

const FOOTPATH_SHARE = 0.12;
const REVERSED_TAG_SHARE = 0.04;
const MAX_WAY_LEGS = 30;

const SPEEDS: Partial<Record<StreetEdge['kind'], readonly (string | null)[]>> = {
  motorway: ['70 mph'],
  trunk: ['40 mph', '50 mph', '30 mph'],
  primary: ['30 mph', '40 mph', null],
  secondary: ['30 mph', '30 mph', '40 mph', null],
  tertiary: ['30 mph', null],
  residential: ['20 mph', '30 mph', null, null, null],
};

/** Writes streets as ways and turn bans as restriction relations. */
export class RoadElements {
  private readonly nodeIds = new Map<number, number>();
  private readonly wayOfEdge = new Map<number, number>();

  constructor(
    private readonly graph: StreetGraph,
    private readonly list: ElementList,
    private readonly rng: RandomStream,
  ) {}

  write(streets: readonly Street[], bans: readonly TurnBan[]): void {
    const cuts = new Set(bans.map((ban) => ban.via));
    for (const street of streets) {
      const tags = this.tags(street);
      for (const legs of this.pieces(street, cuts)) this.way(legs, tags);
    }
    for (const ban of bans) this.ban(ban);
    for (const edge of this.graph.edges) {
      if (edge.removed && !edge.bridge && chance(this.rng, FOOTPATH_SHARE)) {
        this.list.way([this.nodeId(edge.a), this.nodeId(edge.b)], { highway: 'footway' });
      }
    }
  }

  /** Cuts a street at the nodes of bans, at its length limit and, if closed, in the middle. */
  private pieces(street: Street, cuts: ReadonlySet<number>): Leg[][] {
    const pieces: Leg[][] = [];
    let piece: Leg[] = [];
    const closed = this.entry(street.legs[0]) === this.exit(street.legs[street.legs.length - 1]);
    const ring = street.legs.some((leg) => this.graph.edge(leg.edge).roundabout);
    street.legs.forEach((leg, i) => {
      piece.push(leg);
      const half = closed && !ring && i + 1 === Math.ceil(street.legs.length / 2);
      const cut = cuts.has(this.exit(leg)) || half || piece.length >= MAX_WAY_LEGS;
      if (!cut) return;
      pieces.push(piece);
      piece = [];
    });
    if (piece.length > 0) pieces.push(piece);
    return pieces;
  }

  private entry(leg: Leg | undefined): number {
    if (!leg) throw new Error('a street without legs');
    const edge = this.graph.edge(leg.edge);
    return leg.forward ? edge.a : edge.b;
  }

  private exit(leg: Leg | undefined): number {
    if (!leg) throw new Error('a street without legs');
    const edge = this.graph.edge(leg.edge);
    return leg.forward ? edge.b : edge.a;
  }

  private way(legs: readonly Leg[], tags: Record<string, string>): void {
    const refs = this.line(legs);
    const first = legs[0] as Leg;
    const edge = this.graph.edge(first.edge);
    if (edge.oneway && !first.forward) refs.reverse();
    const said: Record<string, string> = {};
    if (edge.oneway && !edge.roundabout) {
      // some mappers draw a one-way against its traffic and say −1
      const against = chance(this.rng, REVERSED_TAG_SHARE);
      if (against) refs.reverse();
      said['oneway'] = against ? '-1' : 'yes';
    }
    const id = this.list.way(refs, { ...tags, ...said });
    for (const leg of legs) this.wayOfEdge.set(leg.edge, id);
  }

  private line(legs: readonly Leg[]): number[] {
    const refs = [this.nodeId(this.entry(legs[0]))];
    for (const leg of legs) {
      const bend = this.graph.edge(leg.edge).bend;
      for (let i = 0; i < bend.length; i += 2) {
        const at = leg.forward ? i : bend.length - 2 - i;
        refs.push(this.list.node(bend[at] as number, bend[at + 1] as number));
      }
      refs.push(this.nodeId(this.exit(leg)));
    }
    return refs;
  }

  private tags(street: Street): Record<string, string> {
    const edge = this.graph.edge((street.legs[0] as Leg).edge);
    const tags: Record<string, string> = { highway: edge.kind };
    const name = street.name ?? edge.name;
    if (name !== null) tags['name'] = name;
    if (edge.ref !== null) tags['ref'] = edge.ref;
    if (edge.roundabout) tags['junction'] = 'roundabout';
    const speed = edge.roundabout ? null : pick(this.rng, SPEEDS[edge.kind] ?? [null]);
    if (speed !== null) tags['maxspeed'] = speed;
    if (edge.bridge) Object.assign(tags, { bridge: 'yes', layer: '1' });
    return tags;
  }

  private ban(ban: TurnBan): void {
    const from = this.wayOfEdge.get(ban.from);
    const to = this.wayOfEdge.get(ban.to);
    if (from === undefined || to === undefined) throw new Error('a ban on an edge without a way');
    this.list.relation(
      [
        { type: 'way', ref: from, role: 'from' },
        { type: 'node', ref: this.nodeId(ban.via), role: 'via' },
        { type: 'way', ref: to, role: 'to' },
      ],
      {
        type: 'restriction',
        restriction: ban.restriction,
        ...(ban.except === null ? {} : { except: ban.except }),
      },
    );
  }

  private nodeId(node: number): number {
    const known = this.nodeIds.get(node);
    if (known !== undefined) return known;
    const at = this.graph.at(node);
    const id = this.list.node(at.x, at.y);
    this.nodeIds.set(node, id);
    return id;
  }
}
