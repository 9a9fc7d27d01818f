import type { RefusalReason } from '@muster/contracts';
import { chance, exponential, logNormal, pick, uniform } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';

/** How crews behave; times in op milliseconds. Assumed figures, set by the scenario. */
export interface Behaviour {
  readonly fixEveryMs: number;
  readonly receiptMs: readonly [number, number];
  readonly answerMs: readonly [number, number];
  /** From the answer to wheels rolling: on patrol, and anywhere else. */
  readonly mobiliseMs: {
    readonly onPatrol: readonly [number, number];
    readonly elsewhere: readonly [number, number];
  };
  readonly onSceneMedianMs: number;
  readonly onSceneSigma: number;
  readonly refuseShare: number;
  readonly ignoreShare: number;
  /** Mean time between losses of signal of one unit, and how long they last. */
  readonly signalLossEveryMs: number;
  readonly signalLossMs: readonly [number, number];
  readonly patrolPauseMs: readonly [number, number];
  /** Travel time over the network's: never below 1, so nobody is faster than the profile. */
  readonly slownessSigma: number;
}

export const USUAL: Behaviour = {
  fixEveryMs: 10_000,
  receiptMs: [500, 3000],
  answerMs: [2000, 8000],
  mobiliseMs: { onPatrol: [0, 8000], elsewhere: [25_000, 75_000] },
  onSceneMedianMs: 12 * 60_000,
  onSceneSigma: 0.6,
  refuseShare: 0.03,
  ignoreShare: 0.01,
  signalLossEveryMs: 2 * 3_600_000,
  signalLossMs: [40_000, 200_000],
  patrolPauseMs: [30_000, 240_000],
  slownessSigma: 0.08,
};

const REFUSALS: readonly RefusalReason[] = [
  'COMMITTED',
  'NOT_EQUIPPED',
  'VEHICLE_DEFECT',
  'TOO_FAR',
  'OTHER',
];

/** Draws what one crew does, from its own stream. */
export class CrewChoices {
  constructor(
    private readonly rng: RandomStream,
    private readonly behaviour: Behaviour,
  ) {}

  receiptMs(): number {
    return uniform(this.rng, ...this.behaviour.receiptMs);
  }

  answerMs(): number {
    return uniform(this.rng, ...this.behaviour.answerMs);
  }

  mobiliseMs(statusCode: number): number {
    const { onPatrol, elsewhere } = this.behaviour.mobiliseMs;
    return uniform(this.rng, ...(statusCode === 2 ? onPatrol : elsewhere));
  }

  answer(): 'accept' | 'refuse' | 'ignore' {
    if (chance(this.rng, this.behaviour.refuseShare)) return 'refuse';
    return chance(this.rng, this.behaviour.ignoreShare) ? 'ignore' : 'accept';
  }

  refusal(): RefusalReason {
    return pick(this.rng, REFUSALS);
  }

  onSceneMs(): number {
    return logNormal(this.rng, this.behaviour.onSceneMedianMs, this.behaviour.onSceneSigma);
  }

  untilSignalLossMs(): number {
    return exponential(this.rng, this.behaviour.signalLossEveryMs);
  }

  signalLossMs(): number {
    return uniform(this.rng, ...this.behaviour.signalLossMs);
  }

  patrolPauseMs(): number {
    return uniform(this.rng, ...this.behaviour.patrolPauseMs);
  }

  slowness(): number {
    return Math.max(1, logNormal(this.rng, 1.03, this.behaviour.slownessSigma));
  }
}
