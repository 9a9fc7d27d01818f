import type { LatLon } from '@muster/contracts';
import { pointOnArc, type RoadGraph } from '@muster/engine';
import type { LiveFix } from '../../tracking/tracking.service.js';
import type { Dice } from './dice.js';

/** Positions of each unit that are computed beforehand and gone through to and fro. */
const STEPS = 30;
const STEP_MM = 12_000;
const METRE_DEG = 1 / 111_195;

/** Units that drive along the roads of a graph, one position a second each, with GPS noise. */
export class MovingUnits {
  private readonly lat: Float64Array;
  private readonly lon: Float64Array;
  private readonly stepOf: Int32Array;
  private nextUnit = 0;

  constructor(
    graph: RoadGraph,
    private readonly deviceIds: readonly string[],
    dice: Dice,
  ) {
    this.lat = new Float64Array(deviceIds.length * STEPS);
    this.lon = new Float64Array(deviceIds.length * STEPS);
    this.stepOf = new Int32Array(deviceIds.length);
    deviceIds.forEach((_, unit) => this.drive(graph, unit, dice));
  }

  get count(): number {
    return this.deviceIds.length;
  }

  at(unit: number): LatLon {
    const step = (this.stepOf[unit] as number) % (2 * STEPS - 2);
    const i = unit * STEPS + (step < STEPS ? step : 2 * STEPS - 2 - step);
    return { lat: this.lat[i] as number, lon: this.lon[i] as number };
  }

  /** Moves the next `count` units of the round one step on; their fixes, made at `nowMs`. */
  advance(count: number, nowMs: number): { unit: number; fix: LiveFix }[] {
    return Array.from({ length: Math.min(count, this.count) }, () => {
      const unit = this.nextUnit;
      this.nextUnit = (unit + 1) % this.count;
      this.stepOf[unit] = (this.stepOf[unit] as number) + 1;
      return { unit, fix: this.fixOf(unit, nowMs) };
    });
  }

  private fixOf(unit: number, nowMs: number): LiveFix {
    return {
      deviceId: this.deviceIds[unit] as string,
      fixAtMs: nowMs,
      seq: this.stepOf[unit] as number,
      ...this.at(unit),
      accuracyM: 8,
      speedMps: 12,
      courseDeg: 90,
    };
  }

  private drive(graph: RoadGraph, unit: number, dice: Dice): void {
    let arc = randomArc(graph, dice);
    let offsetMm = dice.below(graph.arcLengthMm(arc) + 1);
    for (let step = 0; step < STEPS; step++) {
      const point = pointOnArc(graph, arc, Math.min(offsetMm, graph.arcLengthMm(arc)));
      this.lat[unit * STEPS + step] = point.lat + dice.around(8) * METRE_DEG;
      this.lon[unit * STEPS + step] = point.lon + dice.around(12) * METRE_DEG;
      offsetMm += STEP_MM;
      while (offsetMm > graph.arcLengthMm(arc)) {
        offsetMm -= graph.arcLengthMm(arc);
        arc = arcAfter(graph, arc, dice);
      }
    }
  }
}

/** An arc that may be driven. */
function randomArc(graph: RoadGraph, dice: Dice): number {
  for (;;) {
    const arc = dice.below(graph.arcCount);
    if (graph.arcExists(arc)) return arc;
  }
}

function arcAfter(graph: RoadGraph, arc: number, dice: Dice): number {
  const { nextStart, nextArc } = graph.arrays;
  const first = nextStart[arc] as number;
  const ways = (nextStart[arc + 1] as number) - first;
  return ways === 0 ? randomArc(graph, dice) : (nextArc[first + dice.below(ways)] as number);
}

/** A place beside a road, as an address would be. */
export function randomPlace(graph: RoadGraph, dice: Dice): LatLon {
  const arc = randomArc(graph, dice);
  const { lat, lon } = pointOnArc(graph, arc, dice.below(graph.arcLengthMm(arc) + 1));
  return { lat: lat + dice.around(40) * METRE_DEG, lon: lon + dice.around(60) * METRE_DEG };
}
