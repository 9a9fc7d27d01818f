import type { OracleNetwork } from '../oracle/oracle-network.js';
import type { OraclePlace } from '../oracle/oracle-snap.js';
import { laneColumns, OracleTimes, type LaneColumns } from '../oracle/oracle-times.js';
import { BandedSnap } from './banded-snap.js';
import {
  isOffered,
  oracleCostMs,
  profileOf,
  type JournalFix,
  type JournalQuery,
  type JournalUnit,
} from './oracle-cost.js';

type Ranked = [slot: number, roadMs: number, costMs: number];
type FixLine = readonly [
  slot: number,
  lat: number,
  lon: number,
  fixAtMs: number,
  accuracyM: number | null,
];

/** One line of the journal of a benchmark run. */
export type JournalLine =
  | { readonly units: readonly JournalUnit[] }
  | { readonly fixes: readonly FixLine[] }
  | { readonly query: JournalQuery };

const EXAMPLES = 3;
const NOWHERE: ReadonlySet<number> = new Set();

/** Goes through a journal and answers each query by brute force: full sweeps, every unit costed, all sorted. */
export class RankingCheck {
  checked = 0;
  mismatches = 0;
  readonly examples: { query: JournalQuery; oracle: Ranked[] }[] = [];
  private readonly columns: LaneColumns;
  private readonly snap: BandedSnap;
  private units: readonly JournalUnit[] = [];
  private readonly fixes = new Map<number, JournalFix>();
  /** Places of the fixes that were needed so far; dropped when the unit moves. */
  private readonly places = new Map<number, OraclePlace | null>();

  constructor(network: OracleNetwork) {
    this.columns = laneColumns(network);
    this.snap = new BandedSnap(network);
  }

  take(line: JournalLine): void {
    if ('units' in line) this.units = line.units;
    else if ('fixes' in line) line.fixes.forEach((fix) => this.move(fix));
    else this.check(line.query);
  }

  private move([slot, lat, lon, fixAtMs, accuracyM]: FixLine): void {
    this.fixes.set(slot, { lat, lon, fixAtMs, accuracyM });
    this.places.delete(slot);
  }

  private check(query: JournalQuery): void {
    this.checked += 1;
    const goal = this.snap.at(query.point);
    if (!goal) {
      // off the roads there is nothing for this oracle to say, and the answer must say so too
      if (query.method === 'road') this.differ(query, []);
      return;
    }
    const ranked = this.rank(query, goal);
    if (query.method !== 'road' || JSON.stringify(ranked) !== JSON.stringify(query.answer))
      this.differ(query, ranked);
  }

  private rank(query: JournalQuery, goal: OraclePlace): Ranked[] {
    const times = ([0, 1] as const).map((p) => new OracleTimes(this.columns, goal, p, NOWHERE));
    const ranked: Ranked[] = [];
    for (const unit of this.units) {
      const fix = this.fixes.get(unit.slot);
      if (!fix || !isOffered(unit, fix, query)) continue;
      const place = this.placeOf(unit.slot, fix);
      if (!place) continue;
      const roadMs = (times[profileOf(unit, query.atMs)] as OracleTimes).from(place);
      if (roadMs === Infinity) continue;
      ranked.push([unit.slot, roadMs, oracleCostMs(unit, fix, { roadMs, query })]);
    }
    const idOf = new Map(this.units.map(({ slot, id }) => [slot, id]));
    const before = (a: Ranked, b: Ranked): number =>
      a[2] - b[2] || ((idOf.get(a[0]) ?? '') < (idOf.get(b[0]) ?? '') ? -1 : 1);
    return ranked.sort(before).slice(0, query.k);
  }

  private placeOf(slot: number, fix: JournalFix): OraclePlace | null {
    const known = this.places.get(slot);
    if (known !== undefined) return known;
    const place = this.snap.at(fix);
    this.places.set(slot, place);
    return place;
  }

  private differ(query: JournalQuery, oracle: Ranked[]): void {
    this.mismatches += 1;
    if (this.examples.length < EXAMPLES) this.examples.push({ query, oracle });
  }
}
