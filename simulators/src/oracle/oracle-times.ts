import type { OracleNetwork, Piece } from './oracle-network.js';
import type { OraclePlace } from './oracle-snap.js';

/** The network's lanes as columns, for many sweeps over the whole of it. */
export interface LaneColumns {
  ms: readonly [Int32Array, Int32Array];
  lengthMm: Float64Array;
  piece: Int32Array;
  next: number[][];
  /** Lanes before lane n are `previous[previousFrom[n]]` up to `previousFrom[n + 1]`. */
  previousFrom: Int32Array;
  previous: Int32Array;
}

export function laneColumns({ lanes, pieces }: OracleNetwork): LaneColumns {
  const previousFrom = new Int32Array(lanes.length + 1);
  lanes.forEach((lane, i) => {
    previousFrom[i + 1] = (previousFrom[i] as number) + lane.previous.length;
  });
  return {
    ms: [Int32Array.from(lanes, (lane) => lane.ms[0]), Int32Array.from(lanes, (l) => l.ms[1])],
    lengthMm: Float64Array.from(lanes, (lane) => (pieces[lane.piece] as Piece).lengthMm),
    piece: Int32Array.from(lanes, (lane) => lane.piece),
    next: lanes.map((lane) => lane.next),
    previousFrom,
    previous: Int32Array.from(lanes.flatMap((lane) => lane.previous)),
  };
}

/**
 * Times to one goal over the whole network, without any stop rule (Dijkstra with Dial's circle of
 * one-millisecond buckets). The label of a lane is the time from its start to the goal.
 */
export class OracleTimes {
  private readonly toGoal: Float64Array;
  private readonly ms: Int32Array;

  constructor(
    private readonly columns: LaneColumns,
    private readonly goal: OraclePlace,
    profile: 0 | 1,
    private readonly closedPieces: ReadonlySet<number>,
  ) {
    this.ms = columns.ms[profile];
    this.toGoal = new Float64Array(this.ms.length).fill(Infinity);
    this.sweep();
  }

  /** Least time from a place to the goal; Infinity where there is no way. */
  from(place: OraclePlace): number {
    let least = Infinity;
    for (const { lane, offsetMm } of place) {
      for (const goal of this.goal)
        if (goal.lane === lane && goal.offsetMm >= offsetMm)
          least = Math.min(least, this.part(lane, goal.offsetMm - offsetMm));
      const rest = this.part(lane, (this.columns.lengthMm[lane] as number) - offsetMm);
      for (const next of this.columns.next[lane] ?? [])
        least = Math.min(least, rest + (this.toGoal[next] as number));
    }
    return least;
  }

  private sweep(): void {
    const { previousFrom, previous, piece } = this.columns;
    const buckets = new BucketCircle(this.ms);
    for (const { lane, offsetMm } of this.goal) buckets.add(this.part(lane, offsetMm), lane);
    for (let lane = buckets.take(); lane >= 0; lane = buckets.take()) {
      if (buckets.nowMs >= (this.toGoal[lane] as number)) continue;
      this.toGoal[lane] = buckets.nowMs;
      const end = previousFrom[lane + 1] as number;
      for (let i = previousFrom[lane] as number; i < end; i++) {
        const before = previous[i] as number;
        if (this.closedPieces.size > 0 && this.closedPieces.has(piece[before] as number)) continue;
        const through = buckets.nowMs + (this.ms[before] as number);
        if (through < (this.toGoal[before] as number)) buckets.add(through, before);
      }
    }
  }

  private part(lane: number, mm: number): number {
    return Math.ceil(((this.ms[lane] as number) * mm) / (this.columns.lengthMm[lane] as number));
  }
}

/** Entries by due time; no entry is ever due later than the longest lane from now. */
class BucketCircle {
  nowMs = 0;
  private waiting = 0;
  private readonly first: Int32Array;
  private readonly after: number[] = [];
  private readonly lane: number[] = [];

  constructor(laneMs: Int32Array) {
    let longest = 0;
    for (const ms of laneMs) longest = Math.max(longest, ms);
    this.first = new Int32Array(longest + 1).fill(-1);
  }

  add(dueMs: number, lane: number): void {
    const bucket = dueMs % this.first.length;
    this.after.push(this.first[bucket] as number);
    this.first[bucket] = this.lane.push(lane) - 1;
    this.waiting++;
  }

  /** The lane that is due next, with `nowMs` moved to its time; -1 when none is left. */
  take(): number {
    if (this.waiting === 0) return -1;
    let bucket = this.nowMs % this.first.length;
    while ((this.first[bucket] as number) < 0) {
      this.nowMs++;
      bucket = bucket + 1 === this.first.length ? 0 : bucket + 1;
    }
    const entry = this.first[bucket] as number;
    this.first[bucket] = this.after[entry] as number;
    this.waiting--;
    return this.lane[entry] as number;
  }
}
