import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { type Socket, io } from 'socket.io-client';
import {
  type Alarm,
  CONSOLE_NAMESPACE,
  type ClockView,
  type ConsoleToServer,
  type LatLon,
  type Recommendation,
  SERVER_TO_CONSOLE_SCHEMAS,
  type ServerToConsole,
  type SocketReply,
  type Viewport,
  clockViewSchema,
  consoleSnapshotSchema,
  decodePositionFrame,
  resyncReplySchema,
} from '@muster/contracts';
import type * as z from 'zod/mini';
import { ApiClient } from './api-client.js';
import { FactFeed } from './fact-feed.js';
import { SILENCE_MS, linkLevel, reconnectDelayMs } from './link-state.js';
import { LiveStore } from './live-store.js';
import { OpClock } from './op-clock.js';

type ConsoleSocket = Socket<ServerToConsole, ConsoleToServer>;
const REPLY_TIMEOUT_MS = 15_000;

/**
 * The socket to the server: a fresh ticket for each attempt, jittered back-off, then the facts are
 * caught up before the link counts as live. Every message is parsed at this door.
 */
@Service()
export class ConsoleLink {
  private readonly api = inject(ApiClient);
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private socket: ConsoleSocket | null = null;
  private wanted = false;
  private attempt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watched: readonly string[] = [];
  private view: Viewport | null = null;
  private readonly alarmListeners = new Set<(alarm: Alarm) => void>();
  private readonly rankingListeners = new Set<(ranking: Recommendation) => void>();

  private readonly lostSinceMs = signal<number | null>(Date.now());
  private readonly heardMs = signal<number | null>(null);
  private readonly refusal = signal<string | null>(null);
  /** Messages that did not fit the contract. */
  readonly misfits = signal(0);
  readonly refused = this.refusal.asReadonly();
  readonly level = computed(() => linkLevel(this.lostSinceMs(), this.clock.localMs()));
  /** Server wall time, epoch ms, of the last word from it. */
  readonly asOfMs = computed(() => {
    const heardMs = this.heardMs();
    return heardMs === null ? null : heardMs + this.clock.offsetMs();
  });

  readonly feed = new FactFeed(this.store, {
    subscribe: async () => {
      const snapshot = await this.ask('subscribe', {}, consoleSnapshotSchema);
      this.clock.heard(snapshot.wall);
      this.clock.follow(snapshot.anchor);
      return snapshot;
    },
    resync: () => this.ask('resync', this.store.at(), resyncReplySchema),
  });

  constructor() {
    const timer = setInterval(() => this.listenForSilence(), 1_000);
    const hurry = (): void => {
      if (this.wanted && !this.socket) this.connectAfter(0);
    };
    window.addEventListener('online', hurry);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      window.removeEventListener('online', hurry);
      this.stop();
    });
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connectAfter(0);
  }

  stop(): void {
    this.wanted = false;
    clearTimeout(this.retry);
    this.drop();
  }

  /** Incidents whose ranking this desk wants to be sent. */
  watch(incidentIds: readonly string[]): void {
    this.watched = incidentIds;
    this.socket?.emit('watch', { incidentIds: [...incidentIds] }, () => undefined);
  }

  /** What the map shows; positions come for this box. */
  look(view: Viewport): void {
    this.view = view;
    this.socket?.emit('viewport', view, () => undefined);
  }

  /** Whether positions at this point are being sent to this desk. */
  follows({ lat, lon }: LatLon): boolean {
    const bounds = this.view?.bounds;
    if (!bounds) return false;
    const { south, north, west, east } = bounds;
    return lat >= south && lat <= north && lon >= west && lon <= east;
  }

  onAlarm(listener: (alarm: Alarm) => void): void {
    this.alarmListeners.add(listener);
  }

  onRanking(listener: (ranking: Recommendation) => void): void {
    this.rankingListeners.add(listener);
  }

  private connectAfter(delayMs: number): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), delayMs);
  }

  private async connect(): Promise<void> {
    const ticket = await this.api.send('socketTicket');
    if (!this.wanted || this.socket) return;
    if (!ticket.ok) {
      this.refusal.set(ticket.error.code);
      this.lost();
      return;
    }
    const socket: ConsoleSocket = io(CONSOLE_NAMESPACE, {
      auth: { ticket: ticket.value.ticket },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.socket = socket;
    socket.on('connect', () => void this.begin(socket));
    socket.on('connect_error', () => this.lost(socket));
    socket.on('disconnect', () => this.lost(socket));
    this.listen(socket);
  }

  private async begin(socket: ConsoleSocket): Promise<void> {
    try {
      await this.feed.begin(this.store.loaded());
    } catch (failure) {
      console.warn('could not catch up', failure);
      this.lost(socket);
      return;
    }
    if (this.socket !== socket) return;
    this.attempt = 0;
    this.refusal.set(null);
    this.heard();
    this.lostSinceMs.set(null);
    this.watch(this.watched);
    if (this.view) this.look(this.view);
  }

  /** The link of `socket` is gone (or never came): note since when, and try again later. */
  private lost(socket: ConsoleSocket | null = this.socket): void {
    if (socket !== this.socket) return;
    this.drop();
    this.lostSinceMs.update((since) => since ?? Date.now());
    if (this.wanted) this.connectAfter(reconnectDelayMs(this.attempt++, Math.random()));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.removeAllListeners();
    socket?.disconnect();
  }

  private listen(socket: ConsoleSocket): void {
    const schemas = SERVER_TO_CONSOLE_SCHEMAS;
    socket.on('facts', (raw) => this.parsed(schemas.facts, raw, (frame) => this.feed.frame(frame)));
    socket.on('heartbeat', (raw) =>
      this.parsed(schemas.heartbeat, raw, (beat) => {
        this.clock.heard(beat.wall);
        this.feed.beat(beat);
      }),
    );
    socket.on('positions', (bytes) => {
      this.heard();
      this.store.move(decodePositionFrame(bytes), Date.now());
    });
    socket.on('recommendation', (raw) =>
      this.parsed(schemas.recommendation, raw, (ranking) => {
        for (const listener of this.rankingListeners) listener(ranking);
      }),
    );
    socket.on('alarm', (raw) =>
      this.parsed(schemas.alarm, raw, (alarm) => {
        for (const listener of this.alarmListeners) listener(alarm);
      }),
    );
    socket.on('clock', (raw) =>
      this.parsed(clockViewSchema, raw, (view: ClockView) => {
        this.clock.heard(view.wall);
        this.clock.follow(view.anchor);
      }),
    );
  }

  private parsed<T>(schema: z.ZodMiniType<T>, raw: unknown, use: (value: T) => void): void {
    this.heard();
    const outcome = schema.safeParse(raw);
    if (outcome.success) return use(outcome.data);
    this.misfits.update((count) => count + 1);
    console.error('a socket message does not fit the contract', outcome.error.issues.length);
  }

  private heard(): void {
    this.heardMs.set(Date.now());
  }

  private listenForSilence(): void {
    const heardMs = this.heardMs();
    if (this.lostSinceMs() !== null || heardMs === null) return;
    if (Date.now() - heardMs > SILENCE_MS) this.lost();
  }

  private ask<T>(
    event: 'subscribe' | 'resync',
    body: object,
    schema: z.ZodMiniType<T>,
  ): Promise<T> {
    const socket = this.socket;
    if (!socket) return Promise.reject(new Error('no link'));
    return new Promise((resolve, reject) => {
      const answered = (failure: unknown, answer?: SocketReply<unknown>): void => {
        if (failure) return reject(new Error('no answer in time'));
        if (!answer?.ok) return reject(new Error(answer?.error.code ?? 'no answer'));
        const outcome = schema.safeParse(answer.value);
        if (outcome.success) resolve(outcome.data);
        else reject(new Error(`${event} does not fit: ${outcome.error.issues[0]?.message}`));
      };
      // the typed emit cannot express one callback for two events
      (socket.timeout(REPLY_TIMEOUT_MS) as unknown as { emit: (...all: unknown[]) => void }).emit(
        event,
        body,
        answered,
      );
    });
  }
}
