import { WeightedPick, exponential } from '../random/distributions.js';
import { streamFor, type RandomStream } from '../random/stream.js';
import { CompletionHeap } from './completion-heap.js';

const LATE = 0.1;

/** A queue with Poisson arrivals; time is in mean service times. */
export interface QueuePlan {
  readonly servers: number;
  /** Arrival rate of each class, most urgent first. */
  readonly offered: readonly number[];
  /** `wait` in line by class and arrival, or be `lost` when all servers are busy. */
  readonly whenBusy: 'wait' | 'lost';
  /** Service time with mean 1. */
  readonly service: (rng: RandomStream) => number;
  readonly arrivals: number;
  readonly seed: number;
}

export interface QueueResult {
  /** Share of arrivals that found all servers busy. */
  readonly busyShare: number;
  readonly meanWait: number;
  readonly meanWaitByClass: readonly number[];
  /** Share that waited longer than a tenth of the mean service time. */
  readonly lateShare: number;
  /** Time average of customers waiting. */
  readonly meanQueue: number;
  /** Arrivals per time, as it came out. */
  readonly arrivalRate: number;
}

/** Runs the queue by events, after a warm-up of a tenth of the arrivals that is not counted. */
export function simulateQueue(plan: QueuePlan): QueueResult {
  return new QueueSimulation(plan).run();
}

class QueueSimulation {
  private readonly busy = new CompletionHeap();
  private readonly lines: { waiting: number[]; head: number }[];
  private readonly classPick: WeightedPick<number>;
  private readonly serviceRng: RandomStream;
  private readonly waits: { sum: number; count: number }[];
  private now = 0;
  private countedFrom = 0;
  private queued = 0;
  private area = 0;
  private foundBusy = 0;
  private late = 0;

  constructor(private readonly plan: QueuePlan) {
    this.lines = plan.offered.map(() => ({ waiting: [], head: 0 }));
    this.waits = plan.offered.map(() => ({ sum: 0, count: 0 }));
    this.classPick = new WeightedPick(
      plan.offered.map((_, i) => i),
      plan.offered,
    );
    this.serviceRng = streamFor(plan.seed, 'theory/service');
  }

  run(): QueueResult {
    const { plan } = this;
    const arrivalRng = streamFor(plan.seed, 'theory/arrivals');
    const classRng = streamFor(plan.seed, 'theory/class');
    const warmUp = Math.floor(plan.arrivals / 10);
    for (let n = 0; n < plan.arrivals + warmUp; n++) {
      if (n === warmUp) this.startCounting();
      this.advance(this.now + exponential(arrivalRng, 1 / this.classPick.total));
      this.arrive(this.classPick.draw(classRng));
    }
    return this.result();
  }

  private startCounting(): void {
    for (const wait of this.waits) Object.assign(wait, { sum: 0, count: 0 });
    this.area = this.foundBusy = this.late = 0;
    this.countedFrom = this.now;
  }

  /** Moves time on, freeing servers and starting those who wait. */
  private advance(to: number): void {
    while (this.busy.first <= to) {
      this.tick(this.busy.pop());
      this.startNext();
    }
    this.tick(to);
  }

  private tick(to: number): void {
    this.area += this.queued * (to - this.now);
    this.now = to;
  }

  private startNext(): void {
    const index = this.lines.findIndex((line) => line.head < line.waiting.length);
    const line = this.lines[index];
    if (!line) return;
    this.begin(index, line.waiting[line.head] as number);
    line.head++;
    this.queued--;
    if (line.head > 4096 && line.head * 2 > line.waiting.length) {
      line.waiting.splice(0, line.head);
      line.head = 0;
    }
  }

  private arrive(index: number): void {
    if (this.busy.size < this.plan.servers) return this.begin(index, this.now);
    this.foundBusy++;
    if (this.plan.whenBusy === 'lost') return;
    this.lines[index]?.waiting.push(this.now);
    this.queued++;
  }

  private begin(index: number, arrivedAt: number): void {
    const wait = this.now - arrivedAt;
    const sums = this.waits[index];
    if (sums) {
      sums.sum += wait;
      sums.count++;
    }
    if (wait > LATE) this.late++;
    this.busy.push(this.now + this.plan.service(this.serviceRng));
  }

  private result(): QueueResult {
    const served = this.waits.reduce((sum, wait) => sum + wait.count, 0);
    const waited = this.waits.reduce((sum, wait) => sum + wait.sum, 0);
    const span = this.now - this.countedFrom;
    return {
      busyShare: this.foundBusy / this.plan.arrivals,
      meanWait: waited / served,
      meanWaitByClass: this.waits.map((wait) => wait.sum / wait.count),
      lateShare: this.late / served,
      meanQueue: this.area / span,
      arrivalRate: this.plan.arrivals / span,
    };
  }
}
