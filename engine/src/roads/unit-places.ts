import type { RoadPlace } from './road-graph.js';

const NONE = -1;

/**
 * Where units stand on the network: linked lists of units by arc, moved in constant time. A unit
 * on a two-way street hangs on both of its arcs, since it may set off either way. Slot `2 * unit`
 * is its arc, slot `2 * unit + 1` the opposite one.
 */
export class UnitPlaces {
  /** First slot on an arc, or -1. */
  readonly firstSlot: Int32Array;
  readonly nextSlot: Int32Array;
  readonly slotArc: Int32Array;
  readonly slotOffsetMm: Int32Array;
  private readonly previousSlot: Int32Array;

  constructor(arcCount: number, unitCapacity: number) {
    const slots = unitCapacity * 2;
    this.firstSlot = new Int32Array(arcCount).fill(NONE);
    this.nextSlot = new Int32Array(slots).fill(NONE);
    this.previousSlot = new Int32Array(slots).fill(NONE);
    this.slotArc = new Int32Array(slots).fill(NONE);
    this.slotOffsetMm = new Int32Array(slots);
  }

  get unitCapacity(): number {
    return this.slotArc.length / 2;
  }

  /** Puts a unit at a place, taking it away from where it was. */
  place(unit: number, place: RoadPlace): void {
    this.remove(unit);
    this.link(2 * unit, place.arc, place.offsetMm);
    if (place.oppositeArc >= 0) this.link(2 * unit + 1, place.oppositeArc, place.oppositeOffsetMm);
  }

  /** Takes a unit off the network; nothing happens if it is not on it. */
  remove(unit: number): void {
    this.unlink(2 * unit);
    this.unlink(2 * unit + 1);
  }

  has(unit: number): boolean {
    return (this.slotArc[2 * unit] as number) >= 0;
  }

  private link(slot: number, arc: number, offsetMm: number): void {
    const next = this.firstSlot[arc] as number;
    this.slotArc[slot] = arc;
    this.slotOffsetMm[slot] = offsetMm;
    this.nextSlot[slot] = next;
    this.previousSlot[slot] = NONE;
    if (next >= 0) this.previousSlot[next] = slot;
    this.firstSlot[arc] = slot;
  }

  private unlink(slot: number): void {
    const arc = this.slotArc[slot] as number;
    if (arc < 0) return;
    const previous = this.previousSlot[slot] as number;
    const next = this.nextSlot[slot] as number;
    if (previous >= 0) this.nextSlot[previous] = next;
    else this.firstSlot[arc] = next;
    if (next >= 0) this.previousSlot[next] = previous;
    this.slotArc[slot] = NONE;
  }
}
