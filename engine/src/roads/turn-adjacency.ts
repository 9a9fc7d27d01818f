import type { SplitEdges } from './edge-splitter.js';
import { ARC_EXISTS } from './road-graph.js';
import type { TurnRestriction } from './turn-restriction.js';

/** Which arcs may follow which, forwards and backwards, as offset and item arrays. */
export interface TurnAdjacency {
  readonly nextStart: Uint32Array;
  readonly nextArc: Uint32Array;
  readonly prevStart: Uint32Array;
  readonly prevArc: Uint32Array;
  /** Restrictions that bound at least one pair of arcs. */
  readonly applied: number;
  /** Restrictions whose ways or via node are not on the drivable network. */
  readonly unusable: number;
}

interface ArcRules {
  /** Arcs that may not follow. */
  readonly no: Set<number>;
  /** If not empty, the only arcs that may follow. */
  readonly only: Set<number>;
}

/**
 * Works out turn permissions. The U-turn rule: from an arc onto its own opposite only where the
 * arc has no other permitted continuation (dead end, barrier, everything else banned) and no
 * restriction forbids it, or where an `only_u_turn` commands it.
 */
export class TurnRules {
  private readonly arcsOut: number[][];
  private readonly rules = new Map<number, ArcRules>();
  private unusable = 0;

  constructor(
    private readonly edges: SplitEdges,
    private readonly arcFlags: Uint8Array,
  ) {
    this.arcsOut = edges.nodeLatE7.map(() => []);
    for (let edge = 0; edge < edges.from.length; edge++) {
      this.arcsOut[edges.from[edge] as number]?.push(2 * edge);
      this.arcsOut[edges.to[edge] as number]?.push(2 * edge + 1);
    }
  }

  build(restrictions: readonly TurnRestriction[]): TurnAdjacency {
    for (const restriction of restrictions) this.apply(restriction);
    const arcCount = this.arcFlags.length;
    const nextStart = new Uint32Array(arcCount + 1);
    const next: number[] = [];
    for (let arc = 0; arc < arcCount; arc++) {
      if (this.exists(arc)) for (const following of this.following(arc)) next.push(following);
      nextStart[arc + 1] = next.length;
    }
    const nextArc = Uint32Array.from(next);
    const applied = restrictions.length - this.unusable;
    return { nextStart, nextArc, ...reverse(nextStart, nextArc), applied, unusable: this.unusable };
  }

  private exists(arc: number): boolean {
    return ((this.arcFlags[arc] as number) & ARC_EXISTS) !== 0;
  }

  private head(arc: number): number {
    return ((arc & 1) === 0 ? this.edges.to : this.edges.from)[arc >>> 1] as number;
  }

  private following(arc: number): number[] {
    const node = this.head(arc);
    const rules = this.rules.get(arc);
    const back = arc ^ 1;
    const allowed = (to: number): boolean =>
      !rules || (!rules.no.has(to) && (rules.only.size === 0 || rules.only.has(to)));
    const ahead = this.edges.nodeBlocked[node]
      ? []
      : (this.arcsOut[node] as number[]).filter(
          (to) => to !== back && this.exists(to) && allowed(to),
        );
    const mayTurnBack = this.exists(back) && !rules?.no.has(back);
    if (mayTurnBack && (ahead.length === 0 || rules?.only.has(back))) ahead.push(back);
    return ahead;
  }

  private apply(restriction: TurnRestriction): void {
    const node = this.edges.nodeByOsmId.get(restriction.viaNode);
    const out = node === undefined ? [] : (this.arcsOut[node] as number[]);
    const from = out
      .map((arc) => arc ^ 1)
      .filter((arc) => this.exists(arc) && this.isOfWay(arc, restriction.fromWays));
    const to = out.filter((arc) => this.exists(arc) && this.isOfWay(arc, restriction.toWays));
    let bound = 0;
    for (const arc of from)
      for (const following of to)
        if (this.concerns(restriction, arc, following)) {
          this.rulesOf(arc)[restriction.kind].add(following);
          bound++;
        }
    if (bound === 0) this.unusable++;
  }

  /** Where from and to are one way, a U-turn restriction means turning back and any other does not. */
  private concerns(restriction: TurnRestriction, arc: number, following: number): boolean {
    const sameWay = this.wayId(arc) === this.wayId(following);
    return !sameWay || restriction.uTurn === (following === (arc ^ 1));
  }

  private wayId(arc: number): number | undefined {
    return this.edges.way[arc >>> 1]?.id;
  }

  private isOfWay(arc: number, ways: readonly number[]): boolean {
    return ways.includes(this.wayId(arc) as number);
  }

  private rulesOf(arc: number): ArcRules {
    let rules = this.rules.get(arc);
    if (!rules) this.rules.set(arc, (rules = { no: new Set(), only: new Set() }));
    return rules;
  }
}

function reverse(
  nextStart: Uint32Array,
  nextArc: Uint32Array,
): { prevStart: Uint32Array; prevArc: Uint32Array } {
  const arcCount = nextStart.length - 1;
  const prevStart = new Uint32Array(arcCount + 1);
  for (const arc of nextArc) prevStart[arc + 1] = (prevStart[arc + 1] as number) + 1;
  for (let i = 0; i < arcCount; i++)
    prevStart[i + 1] = (prevStart[i + 1] as number) + (prevStart[i] as number);
  const cursor = prevStart.slice();
  const prevArc = new Uint32Array(nextArc.length);
  for (let arc = 0; arc < arcCount; arc++)
    for (let i = nextStart[arc] as number; i < (nextStart[arc + 1] as number); i++) {
      const following = nextArc[i] as number;
      prevArc[cursor[following] as number] = arc;
      cursor[following] = (cursor[following] as number) + 1;
    }
  return { prevStart, prevArc };
}
