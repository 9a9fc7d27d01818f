import { scopeHash } from '@muster/contracts';
import type {
  Alarm,
  ConsoleSnapshot,
  FactFrame,
  Heartbeat,
  Recommendation,
  ResyncReply,
  ScopeChange,
  SocketReply,
} from '@muster/contracts';
import { expect } from 'vitest';
import { ConsoleSourcesService } from '../../src/console/console-sources.service.js';
import { toChanges, type ScopeViews } from '../../src/console/scope.js';
import type { Socket } from 'socket.io-client';
import type { TestApp } from '../support/test-app.js';
import type { TestContext } from '../support/with-databases.js';

/** A console without a screen, written from the contract alone: snapshot, frames chained by `prev`, resync. */
export class ConsoleView {
  readonly held = new Map<string, ScopeChange>();
  readonly frames: FactFrame[] = [];
  readonly alarms: Alarm[] = [];
  readonly recommendations: Recommendation[] = [];
  readonly beats: Heartbeat[] = [];
  positions: ConsoleSnapshot['positions'] = [];
  gaps = 0;
  /** Heartbeats of the seq held whose hash was another one. */
  mismatches = 0;
  snapshots = 0;
  seq = 0;
  private epoch = -1;
  private resyncing = false;
  private socket: Socket | undefined;

  /** Takes a connected or connecting socket; the first time it subscribes, then it resyncs. */
  async attach(socket: Socket): Promise<void> {
    this.socket = socket;
    socket.on('facts', (frame: FactFrame) => this.take(frame));
    socket.on('alarm', (alarm: Alarm) => this.alarms.push(alarm));
    socket.on('recommendation', (ranking: Recommendation) => this.recommendations.push(ranking));
    socket.on('heartbeat', (beat: Heartbeat) => this.compare(beat));
    if (!socket.connected) {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
    }
    if (this.epoch >= 0) return this.resync();
    const answer = (await socket.emitWithAck('subscribe', {})) as SocketReply<ConsoleSnapshot>;
    if (!answer.ok) throw new Error(answer.error.code);
    this.restart(answer.value);
  }

  cut(): void {
    this.socket?.disconnect();
  }

  hash(): string {
    return scopeHash(this.held.values());
  }

  async watch(...incidentIds: string[]): Promise<void> {
    const answer = (await this.socket?.emitWithAck('watch', { incidentIds })) as SocketReply<null>;
    expect(answer).toEqual({ ok: true, value: null });
  }

  async resync(): Promise<void> {
    const { socket } = this;
    if (this.resyncing || !socket?.connected) return;
    this.resyncing = true;
    try {
      const body = { epoch: Math.max(0, this.epoch), seq: this.seq };
      const answer = (await socket
        .timeout(20_000)
        .emitWithAck('resync', body)) as SocketReply<ResyncReply>;
      if (!answer.ok) throw new Error(answer.error.code);
      if (answer.value.kind === 'snapshot') this.restart(answer.value.snapshot);
      else for (const frame of answer.value.frames) this.take(frame);
    } catch (error) {
      // cut meanwhile: the next connection asks again
      if (socket.connected) throw error;
    } finally {
      this.resyncing = false;
    }
  }

  private restart(snapshot: ConsoleSnapshot): void {
    this.snapshots += 1;
    this.held.clear();
    for (const change of toChanges(snapshot)) this.held.set(`${change.kind}:${change.id}`, change);
    this.epoch = snapshot.epoch;
    this.seq = snapshot.seq;
    this.positions = snapshot.positions;
  }

  private take(frame: FactFrame): void {
    if (frame.epoch === this.epoch && frame.seq <= this.seq) return;
    if (frame.epoch !== this.epoch || frame.prev !== this.seq) {
      if (!this.resyncing) this.gaps += 1;
      void this.resync();
      return;
    }
    this.frames.push(frame);
    this.seq = frame.seq;
    for (const change of frame.changes) {
      const key = `${change.kind}:${change.id}`;
      if (change.removed) this.held.delete(key);
      else this.held.set(key, change);
    }
  }

  private compare(beat: Heartbeat): void {
    this.beats.push(beat);
    if (beat.epoch !== this.epoch || beat.upTo > this.seq) return void this.resync();
    if (beat.upTo === this.seq && beat.hash !== this.hash()) this.mismatches += 1;
  }
}

/** Hash of the scope as the database has it now. */
export async function databaseHash(app: TestApp, context: TestContext): Promise<string> {
  const sources = app.muster.app.get(ConsoleSourcesService, { strict: false });
  const { value } = await context.eventLog.snapshot('read', (db) => sources.readAll(db));
  return scopeHash(toChanges(value satisfies ScopeViews));
}

/** Long enough for a machine that is busy with something else. */
const WITHIN = { timeout: 20_000 };

/** Waits until `read` gives what is expected, and says what it gave last when it does not. */
export const eventually = <T>(read: () => T) => expect.poll(read, WITHIN);

/** Waits until the view stands at the end of the log, then holds it against heartbeat and database. */
export async function expectAgreement(
  view: ConsoleView,
  { app, context, beat }: { app: TestApp; context: TestContext; beat: () => void },
): Promise<void> {
  await eventually(async () => {
    beat();
    const { seq } = await context.eventLog.head();
    return { end: seq, view: view.seq, beat: view.beats.at(-1)?.upTo };
  }).toSatisfy(({ end, view: at, beat: upTo }) => at === end && upTo === end);
  expect(view.beats.at(-1)?.hash).toBe(view.hash());
  expect(await databaseHash(app, context)).toBe(view.hash());
  expect(view.mismatches).toBe(0);
}
