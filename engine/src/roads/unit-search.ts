import { ArcHeap } from './arc-heap.js';
import { partialMs, type RoadGraph, type RoadPlace } from './road-graph.js';
import type { SpeedProfile } from './speed-table.js';
import type { UnitPlaces } from './unit-places.js';

/** `profileOf` value of a unit that is not to be found. */
export const NOT_SEARCHED = 255;

export interface UnitSearchQuery {
  /** The incident on the network. */
  readonly target: RoadPlace;
  readonly profile: SpeedProfile;
  /** Storage number of `profile`; only units whose `profileOf` equals it are reported. */
  readonly profileIndex: number;
  readonly units: UnitPlaces;
  /** By unit: the profile it drives under, or `NOT_SEARCHED`. */
  readonly profileOf: Uint8Array;
  /** 1 by arc for roads closed to through traffic; a closed arc may still be left or be the goal. */
  readonly closed?: Uint8Array | undefined;
  /** Nothing slower than this matters (`Infinity` for a full sweep). */
  readonly boundMs: number;
  /**
   * Called once per unit in order of road time. Returns the new bound: the search stops when
   * everything left is slower than it.
   */
  readonly onUnit: (unit: number, roadMs: number) => number;
}

export interface UnitSearchEnd {
  /**
   * `bound`: everything not reported takes longer than the last bound. `exhausted`: every unit asked
   * for was reported, or the rest cannot get there.
   */
  readonly reason: 'bound' | 'exhausted';
  readonly settledArcs: number;
  /** Road time below which every unit was reported. */
  readonly frontierMs: number;
}

const UNLABELLED = 0x7fffffff;

/**
 * Reusable labels of the backward search, sized for one graph. Arcs labelled by a search are
 * noted and cleared before the next, so a short search costs little however large the graph.
 */
export class SearchWorkspace {
  readonly heap = new ArcHeap();
  /** Time from the end of an arc to the incident. */
  readonly labelMs: Int32Array;
  readonly labelled: Int32Array;
  labelledCount = 0;
  /** Equal to `stamp` for units already reported. */
  readonly unitStamp: Uint32Array;
  stamp = 0;

  constructor(arcCount: number, unitCapacity: number) {
    this.labelMs = new Int32Array(arcCount).fill(UNLABELLED);
    this.labelled = new Int32Array(arcCount);
    this.unitStamp = new Uint32Array(unitCapacity);
  }

  begin(): void {
    this.heap.clear();
    for (let i = 0; i < this.labelledCount; i++)
      this.labelMs[this.labelled[i] as number] = UNLABELLED;
    this.labelledCount = 0;
    this.stamp = (this.stamp + 1) >>> 0;
    if (this.stamp > 0) return;
    this.unitStamp.fill(0);
    this.stamp = 1;
  }
}

/**
 * Searches backwards from an incident over arcs and reports units in order of exact road time.
 *
 * The label of an arc is the time from its end to the incident. A unit's road time is the rest of
 * its own arc plus that label, or the piece between the two where both are on one arc and the
 * incident lies ahead; of its two directions the faster counts. Units enter the same heap as arcs,
 * so each is reported once and final.
 */
export function searchUnits(
  graph: RoadGraph,
  work: SearchWorkspace,
  query: UnitSearchQuery,
): UnitSearchEnd {
  work.begin();
  return new BackwardSearch(graph, work, query).run();
}

class BackwardSearch {
  private readonly arcMs: Uint32Array;
  private settledArcs = 0;
  private unitsLeft: number;

  constructor(
    private readonly graph: RoadGraph,
    private readonly work: SearchWorkspace,
    private readonly query: UnitSearchQuery,
  ) {
    this.arcMs = graph.arcMs(query.profile);
    this.unitsLeft = unitsAskedFor(query);
  }

  run(): UnitSearchEnd {
    const { heap, unitStamp, stamp } = this.work;
    const { target, onUnit } = this.query;
    this.seed(target.arc, target.offsetMm);
    if (target.oppositeArc >= 0) this.seed(target.oppositeArc, target.oppositeOffsetMm);
    let boundMs = this.query.boundMs;
    // Once the last unit asked for is reported the rest of the network does not matter.
    while (this.unitsLeft > 0 && heap.size > 0) {
      const ms = heap.minKey();
      if (ms > boundMs) return { reason: 'bound', settledArcs: this.settledArcs, frontierMs: ms };
      const item = heap.pop();
      if (item >= 0) this.settle(item, ms);
      else if (unitStamp[-item - 1] !== stamp) {
        unitStamp[-item - 1] = stamp;
        this.unitsLeft--;
        boundMs = onUnit(-item - 1, ms);
      }
    }
    return { reason: 'exhausted', settledArcs: this.settledArcs, frontierMs: Infinity };
  }

  private seed(arc: number, offsetMm: number): void {
    const ms = this.arcMs[arc] as number;
    const lengthMm = this.graph.arcLengthMm(arc);
    const { firstSlot, nextSlot, slotOffsetMm } = this.query.units;
    for (let slot = firstSlot[arc] as number; slot >= 0; slot = nextSlot[slot] as number) {
      const aheadMm = offsetMm - (slotOffsetMm[slot] as number);
      if (aheadMm >= 0) this.offerUnit(slot >> 1, partialMs(ms, aheadMm, lengthMm));
    }
    this.relaxBefore(arc, partialMs(ms, offsetMm, lengthMm));
  }

  private settle(arc: number, labelMs: number): void {
    // A better label has been settled already: this entry is out of date.
    if (labelMs !== this.work.labelMs[arc]) return;
    this.settledArcs++;
    const arcMs = this.arcMs[arc] as number;
    this.offerUnitsOn(arc, arcMs, labelMs);
    if (this.query.closed?.[arc] !== 1) this.relaxBefore(arc, labelMs + arcMs);
  }

  private offerUnitsOn(arc: number, arcMs: number, labelMs: number): void {
    const { firstSlot, nextSlot, slotOffsetMm } = this.query.units;
    let slot = firstSlot[arc] as number;
    if (slot < 0) return;
    const lengthMm = this.graph.arcLengthMm(arc);
    for (; slot >= 0; slot = nextSlot[slot] as number) {
      const leftMm = lengthMm - (slotOffsetMm[slot] as number);
      this.offerUnit(slot >> 1, labelMs + partialMs(arcMs, leftMm, lengthMm));
    }
  }

  private offerUnit(unit: number, roadMs: number): void {
    if (this.query.profileOf[unit] !== this.query.profileIndex) return;
    if (this.work.unitStamp[unit] !== this.work.stamp) this.work.heap.push(roadMs, -unit - 1);
  }

  private relaxBefore(arc: number, ms: number): void {
    const { prevStart, prevArc } = this.graph.arrays;
    const { labelMs, labelled, heap } = this.work;
    const end = prevStart[arc + 1] as number;
    for (let i = prevStart[arc] as number; i < end; i++) {
      const before = prevArc[i] as number;
      const known = labelMs[before] as number;
      if (known <= ms) continue;
      if (known === UNLABELLED) labelled[this.work.labelledCount++] = before;
      labelMs[before] = ms;
      heap.push(ms, before);
    }
  }
}

function unitsAskedFor({ units, profileOf, profileIndex }: UnitSearchQuery): number {
  let count = 0;
  for (let unit = 0; unit < profileOf.length; unit++)
    if (profileOf[unit] === profileIndex && units.has(unit)) count++;
  return count;
}
