import type { AssignmentOrder, DeviceState, LatLon, UnitView } from '@muster/contracts';
import { snapToRoad, type RoadPlace, type SpeedProfile } from '@muster/engine';
import type { DeviceClient } from '../client/device-client.js';
import type { Drive } from '../drive/drive.js';
import type { Gps } from '../drive/gps.js';
import type { CrewChoices } from './behaviour.js';
import type { Journal } from './journal.js';
import type { RoadWorld } from './road-world.js';
import { Agenda } from './agenda.js';

/** What a simulated unit is made of. */
export interface UnitParts {
  readonly callSign: string;
  readonly device: DeviceClient;
  readonly gps: Gps;
  readonly choices: CrewChoices;
  readonly world: RoadWorld;
  readonly journal: Journal;
  readonly fixEveryMs: number;
  readonly start: LatLon;
}

/** Driver levels that may use blue lights. */
const BLUE_LIGHTS = new Set(['response', 'advanced']);

/**
 * A crew with a vehicle and a device: patrols, answers orders, drives to them by road, stays a
 * while and is free again; refuses, ignores or loses signal now and then. Knows nothing but what
 * its device was sent.
 */
export class SimulatedUnit {
  private place: RoadPlace;
  private drive: Drive | undefined;
  private order: AssignmentOrder | undefined;
  private view: UnitView | undefined;
  private statusWhenSent = 2;
  private readonly agenda = new Agenda();
  private atMs: number;
  private nextFixMs: number;

  constructor(
    private readonly parts: UnitParts,
    nowMs: number,
  ) {
    this.place = parts.world.nearestPlace(parts.start);
    this.atMs = nowMs;
    this.nextFixMs = nowMs;
    this.agenda.add('signal', nowMs + parts.choices.untilSignalLossMs());
    this.agenda.add('patrol', nowMs + parts.choices.patrolPauseMs());
  }

  get callSign(): string {
    return this.parts.callSign;
  }

  /** What the device was told of its unit. */
  takeState(state: DeviceState): void {
    this.view = state.unit;
  }

  /** An order, or a new version of one, has come in. */
  takeOrder(order: AssignmentOrder, nowMs: number): void {
    const { assignmentId, version, state } = order;
    this.parts.journal.effect({ callSign: this.callSign, assignmentId, version, state });
    const isOwn = this.order?.assignmentId === assignmentId;
    if (state === 'released') {
      if (isOwn) this.dropOrder(nowMs);
      return;
    }
    const isNew = !isOwn && state === 'dispatched';
    if (isNew || isOwn) this.order = order;
    this.agenda.add('receipt', nowMs + this.parts.choices.receiptMs());
    if (isNew) this.turnTo(nowMs);
  }

  /** Leaves what it was doing for a new order; the answer takes a moment. */
  private turnTo(nowMs: number): void {
    const { choices } = this.parts;
    this.sendFix();
    this.statusWhenSent = this.view?.statusCode ?? 2;
    this.drive = undefined;
    this.agenda.drop('patrol');
    this.agenda.add('answer', nowMs + choices.receiptMs() + choices.answerMs());
  }

  /** Goes on until `nowMs`: moves, sends the fixes that are due, and does what the crew is due to do. */
  step(nowMs: number): void {
    while (this.nextFixMs <= nowMs) {
      this.moveTo(this.nextFixMs);
      this.parts.device.send(this.parts.gps.fix(this.here(), this.nextFixMs));
      this.nextFixMs += this.parts.fixEveryMs;
    }
    this.moveTo(nowMs);
    for (const { task, dueMs } of this.agenda.due(nowMs)) void this.perform(task, dueMs);
  }

  /** Devices send a fix with every change of status too. */
  private sendFix(opMs = this.atMs): void {
    this.parts.device.send(this.parts.gps.fix(this.here(), opMs));
  }

  private here() {
    return (
      this.drive?.point() ?? { ...this.parts.world.pointOf(this.place), courseDeg: 0, speedMps: 0 }
    );
  }

  private moveTo(opMs: number): void {
    if (this.drive && opMs > this.atMs) {
      const leftMs = this.drive.advance(opMs - this.atMs);
      this.place = this.drive.place();
      if (this.drive.arrived) this.endDrive(opMs - leftMs);
    }
    this.atMs = Math.max(this.atMs, opMs);
  }

  private endDrive(opMs: number): void {
    this.drive = undefined;
    this.agenda.add(
      this.order ? 'arrive' : 'patrol',
      opMs + (this.order ? 0 : this.parts.choices.patrolPauseMs()),
    );
  }

  /** A task is done as of the time it was meant for, so that a busy machine does not slow crews down. */
  private async perform(task: string, dueMs: number): Promise<void> {
    const { choices, device } = this.parts;
    switch (task) {
      case 'receipt':
        return this.confirmReceipt();
      case 'answer':
        return this.answer(dueMs);
      case 'setOff':
        return this.setOff(dueMs);
      case 'arrive':
        return this.report({ statusCode: 6, dueMs }, () =>
          this.agenda.add('clear', dueMs + choices.onSceneMs()),
        );
      case 'clear':
        return this.report({ statusCode: 2, dueMs }, () => undefined);
      case 'patrol':
        return this.patrol();
      case 'signal':
        device.disconnect();
        return this.agenda.add('signalBack', dueMs + choices.signalLossMs());
      case 'signalBack':
        this.agenda.add('signal', dueMs + choices.untilSignalLossMs());
        return this.reconnect();
    }
  }

  private async reconnect(): Promise<void> {
    await this.parts.device
      .connect()
      .catch(() => this.agenda.add('signalBack', this.atMs + 30_000));
  }

  private async confirmReceipt(): Promise<void> {
    const order = this.order;
    if (!order) return;
    if (!this.parts.device.connected) return this.agenda.add('receipt', this.atMs + 5000);
    await this.parts.device.http.call('deviceReceipt', {
      params: { id: order.assignmentId },
      body: { version: order.version, state: 'received' },
      key: `received-${order.assignmentId.slice(0, 18)}-${order.version}`,
    });
  }

  private async answer(dueMs: number): Promise<void> {
    const order = this.order;
    if (!order) return;
    if (!this.parts.device.connected) return this.agenda.add('answer', this.atMs + 5000);
    this.sendFix();
    const choice = this.parts.choices.answer();
    if (choice === 'ignore') return this.agenda.add('answer', dueMs + 120_000);
    const { version } = order;
    const answer =
      choice === 'accept'
        ? { answer: 'accept', version }
        : { answer: 'refuse', version, reason: this.parts.choices.refusal() };
    const reply = await this.parts.device.http.call('deviceAnswer', {
      params: { id: order.assignmentId },
      body: answer,
    });
    if (this.order?.assignmentId !== order.assignmentId) return;
    if (!reply.ok) return this.retryUnlessGone('answer', reply.error.code);
    if (choice === 'refuse') this.dropOrder(this.atMs);
    else this.agenda.add('setOff', dueMs + this.parts.choices.mobiliseMs(this.statusWhenSent));
  }

  private setOff(dueMs: number): void {
    const order = this.order;
    if (!order) return;
    this.sendFix();
    const target = order.place.point && snapToRoad(this.parts.world.graph, order.place.point);
    this.drive = target ? this.plan(target, this.profileFor(order)) : undefined;
    if (!this.drive) return this.agenda.add('arrive', dueMs + 60_000);
    if (this.drive.arrived) this.endDrive(this.atMs);
  }

  /** Blue lights only to the most urgent, and only by those trained for it. */
  private profileFor(order: AssignmentOrder): SpeedProfile {
    const trained = this.view !== undefined && BLUE_LIGHTS.has(this.view.driverLevel);
    const expiresAt = this.view?.driverExpiresAt ?? null;
    const lapsed = expiresAt !== null && Date.parse(expiresAt) <= this.atMs;
    return trained && !lapsed && order.grade !== null ? 'response' : 'standard';
  }

  private plan(to: RoadPlace, profile: SpeedProfile): Drive | undefined {
    return this.parts.world.drive({
      from: this.place,
      to,
      profile,
      slowness: this.parts.choices.slowness(),
    });
  }

  private patrol(): void {
    if (this.order) return;
    this.drive = this.plan(this.parts.world.placeNear(this.parts.start), 'standard');
    if (!this.drive) this.agenda.add('patrol', this.atMs + 60_000);
  }

  private async report(
    { statusCode, dueMs }: { statusCode: number; dueMs: number },
    then: () => void,
  ): Promise<void> {
    if (!this.order) return;
    const { assignmentId } = this.order;
    const task = statusCode === 6 ? 'arrive' : 'clear';
    if (!this.parts.device.connected) return this.agenda.add(task, this.atMs + 5000);
    this.sendFix(dueMs);
    const reply = await this.parts.device.http.call('deviceStatus', {
      body: { statusCode, at: new Date(dueMs).toISOString() },
    });
    if (this.order?.assignmentId !== assignmentId) return;
    if (!reply.ok) return this.retryUnlessGone(task, reply.error.code);
    then();
  }

  /** A refusal because the world moved on is part of the work; anything else is tried again. */
  private retryUnlessGone(task: string, code: string): void {
    if (code === 'ILLEGAL_TRANSITION' || code === 'NOT_FOUND' || code === 'CONFLICT_VERSION')
      return;
    this.agenda.add(task, this.atMs + 10_000);
  }

  private dropOrder(nowMs: number): void {
    this.order = undefined;
    this.drive = undefined;
    for (const task of ['answer', 'setOff', 'arrive', 'clear', 'receipt']) this.agenda.drop(task);
    this.agenda.add('patrol', nowMs + this.parts.choices.patrolPauseMs());
  }
}
