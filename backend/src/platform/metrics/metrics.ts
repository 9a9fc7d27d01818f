import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Database } from '../database/database.js';
import type { LaneWait } from '../database/lane-queue.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface RequestSample {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/**
 * The measurements of this node, in Prometheus' text format at `/metrics`. Others add their own
 * with `counter`, `gauge` and `histogram`; asking twice for one name gives the same measurement.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'muster_' });
    this.requests = this.histogram('muster_http_request_seconds', 'Time to answer', [
      'method',
      'route',
      'status',
    ]);
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return (
      this.known(name) ??
      new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] })
    );
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return (
      this.known(name) ??
      new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] })
    );
  }

  /** A histogram of seconds, from a millisecond to ten seconds. */
  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    const made = { name, help, labelNames: [...labelNames], buckets: SECONDS };
    return this.known(name) ?? new Histogram({ ...made, registers: [this.registry] });
  }

  observeRequest({ method, route, status, ms }: RequestSample): void {
    this.requests.observe({ method, route, status: String(status) }, ms / 1000);
  }

  /** Waits for a session by lane: how often, how long in all, how many wait now. */
  watchLanes(database: Database): void {
    const read = (of: (wait: LaneWait) => number) => (gauge: Gauge<'lane'>) => {
      for (const [lane, wait] of Object.entries(database.laneWaits()))
        gauge.set({ lane }, of(wait));
    };
    this.observed(
      'muster_lane_waits',
      'Statements that had to wait',
      ['lane'],
      read(({ waits }) => waits),
    );
    this.observed(
      'muster_lane_wait_seconds',
      'Time waited in all',
      ['lane'],
      read(({ totalMs }) => totalMs / 1000),
    );
    this.observed(
      'muster_lane_waiting',
      'Statements that wait now',
      ['lane'],
      read(({ waiting }) => waiting),
    );
  }

  /** A gauge that is read when it is scraped. */
  observed<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: (gauge: Gauge<L>) => void,
  ): void {
    const collect = function (this: Gauge<L>) {
      read(this);
    };
    const gauge = new Gauge({ name, help, labelNames: [...labelNames], registers: [], collect });
    this.registry.registerMetric(gauge);
  }

  private known<M>(name: string): M | undefined {
    return this.registry.getSingleMetric(name) as M | undefined;
  }
}
