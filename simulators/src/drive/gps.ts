import type { LatLon, PositionFix } from '@muster/contracts';
import type { RandomStream } from '../random/stream.js';
import { normal } from '../random/distributions.js';
import type { VehiclePoint } from './drive.js';

const METRES_PER_DEGREE = 111_195;
const NOISE_M = 4;
/** A receiver in the open is rarely farther off; the rest is cut so that a fix stays by its road. */
const MOST_NOISE_M = 12;

/** A receiver in a vehicle: scatters by a few metres and numbers its fixes. */
export class Gps {
  private seq = 0;

  constructor(private readonly rng: RandomStream) {}

  /** The next fix at a point, at an op time in epoch ms. */
  fix(point: VehiclePoint, opMs: number): PositionFix {
    this.seq += 1;
    const { lat, lon } = this.scatter(point);
    return {
      fixAt: new Date(opMs).toISOString(),
      seq: this.seq,
      lat,
      lon,
      accuracyM: 8,
      speedMps: Math.round(point.speedMps * 10) / 10,
      courseDeg: Math.round(point.courseDeg) % 360,
    };
  }

  private scatter(point: LatLon): LatLon {
    const north = normal(this.rng, 0, NOISE_M);
    const east = normal(this.rng, 0, NOISE_M);
    const size = Math.hypot(north, east);
    const scale = size > MOST_NOISE_M ? MOST_NOISE_M / size : 1;
    return {
      lat: point.lat + (north * scale) / METRES_PER_DEGREE,
      lon: point.lon + (east * scale) / (METRES_PER_DEGREE * Math.cos((point.lat * Math.PI) / 180)),
    };
  }
}
