import type { ChildProcess } from 'node:child_process';
import { PictureService } from '../../picture/picture.service.js';
import { RoadNetworkService } from '../../roads/road-network.service.js';
import type { LiveFix } from '../../tracking/tracking.service.js';
import type { BenchUnit } from '../support/bench-force.js';
import type { BenchNode } from '../support/bench-node.js';
import { ask } from '../support/child-request.js';
import type { Dice } from '../support/dice.js';
import { MovingUnits } from '../support/moving-units.js';
import type { PlainFanout, PlainPosition } from './plain-fanout.gateway.js';

/** How often a peer sends what moved: as often as the console gateway. */
const TICKS_A_SECOND = 2;
const WARM_MS = 1000;

export interface Received {
  readonly frames: number;
  readonly bytes: number;
  readonly updates: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface Window extends Received {
  /** CPU of this process by update that arrived; the moving of the units is in it. */
  readonly cpuNsPerUpdate: number;
}

type Peer = 'all' | 'one';

/** Units that move, a backend that shows them, and consoles in another process. */
export class FanoutRun {
  readonly moving: MovingUnits;
  private readonly picture: PictureService;

  constructor(
    private readonly node: BenchNode,
    units: readonly BenchUnit[],
    { dice, movers }: { dice: Dice; movers: number },
    private readonly windowMs: number,
  ) {
    const { app } = node.muster;
    this.picture = app.get(PictureService, { strict: false });
    const { graph } = app.get(RoadNetworkService, { strict: false });
    const deviceIds = units.slice(0, movers).map(({ deviceId }) => deviceId);
    this.moving = new MovingUnits(graph, deviceIds, dice);
  }

  /** Share of a core that moving the units takes with no console open. */
  async idleShare(): Promise<number> {
    const { cpuUs, seconds } = await this.during(() => this.pictureMoves());
    return cpuUs / 1e6 / seconds;
  }

  /** Through the console gateway. */
  ours(load: ChildProcess): Promise<Window> {
    return this.window(load, () => this.pictureMoves());
  }

  /** The same moves told in an obvious way; the picture moves too, as it would there. */
  peer(load: ChildProcess, plain: PlainFanout, kind: Peer): Promise<Window> {
    return this.window(load, () => {
      let moved: PlainPosition[] = [];
      const stopMoves = this.pictureMoves((fixes) => (moved = moved.concat(fixes.map(plainOf))));
      const timer = setInterval(() => {
        if (kind === 'all') plain.emitAll(moved);
        else plain.emitEach(moved);
        moved = [];
      }, 1000 / TICKS_A_SECOND);
      return () => {
        clearInterval(timer);
        stopMoves();
      };
    });
  }

  private async window(load: ChildProcess, start: () => () => void): Promise<Window> {
    const { cpuUs, received } = await this.during(start, load);
    if (!received) throw new Error('nothing was counted');
    return { ...received, cpuNsPerUpdate: (cpuUs * 1000) / Math.max(1, received.updates) };
  }

  private async during(start: () => () => void, load?: ChildProcess) {
    const stop = start();
    await pause(WARM_MS);
    if (load) await ask(load, { kind: 'reset' });
    const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
    await pause(this.windowMs);
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const received = load && (await ask<Received>(load, { kind: 'counts' }));
    stop();
    return { cpuUs: user + system, seconds, received };
  }

  /** Every unit moves once a second, in parts. */
  private pictureMoves(told: (fixes: LiveFix[]) => void = () => undefined): () => void {
    const parts = 10;
    const timer = setInterval(() => {
      const nowMs = this.node.muster.parts.clocks.op.nowMs();
      const count = Math.ceil(this.moving.count / parts);
      const fixes = this.moving.advance(count, nowMs).map(({ fix }) => fix);
      this.picture.move(fixes);
      told(fixes);
    }, 1000 / parts);
    return () => clearInterval(timer);
  }
}

function plainOf({ deviceId, lat, lon, fixAtMs, courseDeg }: LiveFix): PlainPosition {
  const fixAt = new Date(fixAtMs).toISOString();
  return { unitId: deviceId, lat, lon, fixAt, courseDeg: courseDeg ?? 0 };
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
