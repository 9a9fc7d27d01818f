import { exponential, logNormal } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';
import { erlangB, erlangC, meanWait, priorityWaits, waitOver } from './erlang.js';
import { meanNearestGridKm, meanNearestKm, simulateNearest } from './nearest-unit.js';
import { simulateQueue, type QueuePlan, type QueueResult } from './queue-simulation.js';

const AREA_KM2 = 902;
const LOG_SIGMA = 0.8;
const RUNS = 20;
/** Student's t with 19 degrees of freedom passes this once in 4,000. */
const T_LIMIT = 4.5;
const LITTLE_SHARE = 0.005;

/** One figure of theory beside the same figure by simulation. */
export interface TheoryCheck {
  readonly name: string;
  readonly exact: number;
  readonly simulated: number;
  /** Allowed difference: 4.5 standard errors of independent runs, or 0.5 % for conservation laws. */
  readonly tolerance: number;
  readonly ok: boolean;
}

function check(name: string, exact: number, simulated: number, tolerance: number): TheoryCheck {
  return { name, exact, simulated, tolerance, ok: Math.abs(exact - simulated) <= tolerance };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Compares the mean of independent runs with the exact value by their own spread. */
function checkRuns(name: string, exact: number, runs: readonly number[]): TheoryCheck {
  const middle = mean(runs);
  const variance = runs.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (runs.length - 1);
  return check(name, exact, middle, T_LIMIT * Math.sqrt(variance / runs.length));
}

const memoryless = (rng: RandomStream): number => exponential(rng, 1);

/** Log-normal with mean 1, to show that loss does not depend on the shape of the service time. */
const skewed = (rng: RandomStream): number =>
  logNormal(rng, Math.exp((-LOG_SIGMA * LOG_SIGMA) / 2), LOG_SIGMA);

function runs(plan: QueuePlan): QueueResult[] {
  const arrivals = Math.ceil(plan.arrivals / RUNS);
  return Array.from({ length: RUNS }, (_, i) =>
    simulateQueue({ ...plan, arrivals, seed: plan.seed * 1000 + i }),
  );
}

/** M/M/c with waiting, the loss system with two service shapes, and Little's law. */
export function queueChecks(
  [servers, offered]: readonly [number, number],
  arrivals: number,
  seed: number,
): TheoryCheck[] {
  const common = { servers, offered: [offered], arrivals, seed };
  const wait = runs({ ...common, whenBusy: 'wait', service: memoryless });
  const loss = runs({ ...common, whenBusy: 'lost', service: memoryless });
  const lossSkewed = runs({ ...common, whenBusy: 'lost', service: skewed });
  const name = `M/M/${servers} at ${offered}`;
  const lost = erlangB(servers, offered);
  const queue = mean(wait.map((run) => run.meanQueue));
  const byLittle = mean(wait.map((run) => run.arrivalRate * run.meanWait));
  const part = (label: string, exact: number, of: readonly number[]) =>
    checkRuns(`${name} ${label}`, exact, of);
  return [
    part(
      'P(wait)',
      erlangC(servers, offered),
      wait.map((run) => run.busyShare),
    ),
    part(
      'mean wait',
      meanWait(servers, offered),
      wait.map((run) => run.meanWait),
    ),
    part(
      'P(W > 0.1 S)',
      waitOver(servers, offered, 0.1),
      wait.map((run) => run.lateShare),
    ),
    part(
      'loss',
      lost,
      loss.map((run) => run.busyShare),
    ),
    part(
      'loss, log-normal',
      lost,
      lossSkewed.map((run) => run.busyShare),
    ),
    check(`${name} Little`, byLittle, queue, LITTLE_SHARE * queue),
  ];
}

/** Three classes, urgent first, none interrupted. */
export function priorityChecks(arrivals: number, seed: number): TheoryCheck[] {
  const offered = [1.5, 3, 4];
  const plan = {
    servers: 10,
    offered,
    arrivals,
    seed,
    whenBusy: 'wait',
    service: memoryless,
  } as const;
  const results = runs(plan);
  return priorityWaits(10, offered).map((exact, i) =>
    checkRuns(
      `priority ${i + 1} mean wait`,
      exact,
      results.map((run) => run.meanWaitByClass[i] ?? NaN),
    ),
  );
}

/** Distance to the nearest and the tenth nearest of n units. */
export function nearestChecks(units: number, fields: number, seed: number): TheoryCheck[] {
  const density = units / AREA_KM2;
  const results = Array.from({ length: RUNS }, (_, i) =>
    simulateNearest(units, AREA_KM2, { fields: Math.ceil(fields / RUNS), seed: seed * 1000 + i }),
  );
  const name = `nearest of ${units},`;
  const nearest = results.map((run) => run.nearestKm);
  const tenth = results.map((run) => run.tenthKm);
  const grid = results.map((run) => run.nearestGridKm);
  return [
    checkRuns(`${name} straight km`, meanNearestKm(density), nearest),
    checkRuns(`${name} tenth km`, meanNearestKm(density, 10), tenth),
    checkRuns(`${name} along streets km`, meanNearestGridKm(density), grid),
  ];
}
