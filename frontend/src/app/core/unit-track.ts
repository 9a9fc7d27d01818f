import type { FramePosition, LatLon, UnitPosition } from '@muster/contracts';
import { latOfY, lonOfX, mercatorX, mercatorY, metresPerUnit } from '../shared/mercator.js';

/** Metres between two fixes above which a marker jumps instead of gliding. */
const SNAP_M = 300;
/** Wall ms over which a marker glides at most; after a longer gap it jumps. */
const LONGEST_GLIDE_MS = 4_000;
const SHORTEST_GLIDE_MS = 200;
/** Ages in frames are whole seconds, so the same fix may look this much older. */
const AGE_ROUNDING_MS = 1_000;

/**
 * Newest position of every unit as flat arrays, slot by slot, for a canvas that draws 12,000 of them.
 * Coordinates are Web Mercator, 0–1. Markers glide between the last two positions by local wall time;
 * an older fix never replaces a newer.
 */
export class UnitTrack {
  private readonly slots = new Map<number, number>();
  unitNos = new Uint32Array(256);
  fromX = new Float64Array(256);
  fromY = new Float64Array(256);
  x = new Float64Array(256);
  y = new Float64Array(256);
  /** Local wall ms at which the glide began, and how long it takes. */
  glideStartMs = new Float64Array(256);
  glideMs = new Float64Array(256);
  /** Op epoch ms of the fix. */
  fixMs = new Float64Array(256);
  /** Degrees; NaN when unknown. */
  courseDeg = new Float64Array(256);
  /** Metres; NaN when unknown. */
  accuracyM = new Float64Array(256);
  count = 0;
  /** Rises with each write, so that a drawing loop knows when it may sleep. */
  revision = 0;

  slotOf(unitNo: number): number | undefined {
    return this.slots.get(unitNo);
  }

  /** Takes a snapshot position; the marker jumps there. */
  place(unitNo: number, position: UnitPosition): void {
    const fixMs = Date.parse(position.fixAt);
    const slot = this.newerSlot(unitNo, fixMs);
    if (slot === null) return;
    this.fromX[slot] = this.x[slot] = mercatorX(position.lon);
    this.fromY[slot] = this.y[slot] = mercatorY(position.lat);
    this.glideMs[slot] = 0;
    this.note(slot, fixMs, position.courseDeg, position.accuracyM);
  }

  /** Takes one position of a frame at local wall time `nowMs`; the marker glides there. */
  move(position: FramePosition, frameOpMs: number, nowMs: number): void {
    const fixMs = frameOpMs - position.ageS * 1_000;
    const known = this.slots.has(position.unitNo);
    const slot = this.newerSlot(position.unitNo, fixMs);
    if (slot === null) return;
    const [toX, toY] = [mercatorX(position.lon), mercatorY(position.lat)];
    const share = this.glideShare(slot, nowMs);
    const hereX = lerp(this.fromX[slot], this.x[slot], share);
    const hereY = lerp(this.fromY[slot], this.y[slot], share);
    const sinceMs = nowMs - (this.glideStartMs[slot] ?? 0);
    const awayM = Math.hypot(toX - hereX, toY - hereY) * metresPerUnit(position.lat);
    const jumps = !known || sinceMs > LONGEST_GLIDE_MS * 2 || awayM > SNAP_M;
    this.fromX[slot] = jumps ? toX : hereX;
    this.fromY[slot] = jumps ? toY : hereY;
    this.x[slot] = toX;
    this.y[slot] = toY;
    this.glideMs[slot] = jumps ? 0 : clamp(sinceMs, SHORTEST_GLIDE_MS, LONGEST_GLIDE_MS);
    this.glideStartMs[slot] = nowMs;
    this.note(slot, fixMs, position.courseDeg, position.accuracyM);
  }

  /** 0 at the start of the glide, 1 when the marker has arrived. */
  glideShare(slot: number, nowMs: number): number {
    const glideMs = this.glideMs[slot] ?? 0;
    if (glideMs <= 0) return 1;
    return clamp((nowMs - (this.glideStartMs[slot] ?? 0)) / glideMs, 0, 1);
  }

  /** Where a unit was last reported, or undefined when it never was. */
  lastKnown(unitNo: number): (LatLon & { fixMs: number }) | undefined {
    const slot = this.slots.get(unitNo);
    if (slot === undefined) return undefined;
    return {
      lat: latOfY(this.y[slot] ?? 0),
      lon: lonOfX(this.x[slot] ?? 0),
      fixMs: this.fixMs[slot] ?? 0,
    };
  }

  /** The slot to write when this fix is not older than the held one; grows the arrays if needed. */
  private newerSlot(unitNo: number, fixMs: number): number | null {
    const held = this.slots.get(unitNo);
    if (held !== undefined) {
      return fixMs + AGE_ROUNDING_MS >= (this.fixMs[held] ?? 0) ? held : null;
    }
    if (this.count === this.unitNos.length) this.grow();
    const slot = this.count++;
    this.slots.set(unitNo, slot);
    this.unitNos[slot] = unitNo;
    return slot;
  }

  private note(
    slot: number,
    fixMs: number,
    courseDeg: number | null,
    accuracyM: number | null,
  ): void {
    this.fixMs[slot] = fixMs;
    this.courseDeg[slot] = courseDeg ?? NaN;
    this.accuracyM[slot] = accuracyM ?? NaN;
    this.revision += 1;
  }

  private grow(): void {
    const wider = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(from.length * 2);
      made.set(from);
      return made;
    };
    const unitNos = new Uint32Array(this.unitNos.length * 2);
    unitNos.set(this.unitNos);
    this.unitNos = unitNos;
    this.fromX = wider(this.fromX);
    this.fromY = wider(this.fromY);
    this.x = wider(this.x);
    this.y = wider(this.y);
    this.glideStartMs = wider(this.glideStartMs);
    this.glideMs = wider(this.glideMs);
    this.fixMs = wider(this.fixMs);
    this.courseDeg = wider(this.courseDeg);
    this.accuracyM = wider(this.accuracyM);
  }
}

function lerp(from: number | undefined, to: number | undefined, share: number): number {
  return (from ?? 0) + ((to ?? 0) - (from ?? 0)) * share;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
