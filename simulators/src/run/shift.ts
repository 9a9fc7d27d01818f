import type { ClockView, EnrolledDevices, LatLon, Roster, RosterResult } from '@muster/contracts';
import { ConsoleClient } from '../client/console-client.js';
import { DeviceClient } from '../client/device-client.js';
import { HttpClient } from '../client/http-client.js';
import { Gps } from '../drive/gps.js';
import { streamFor } from '../random/stream.js';
import { CrewChoices, type Behaviour } from './behaviour.js';
import { CallSource, type PlannedCall } from './call-source.js';
import { countErrors, type CountedErrors } from './counted-errors.js';
import { DispatcherAgent, type DispatcherHabits } from './dispatcher-agent.js';
import type { Journal } from './journal.js';
import { OpTime } from './op-time.js';
import { RoadWorld } from './road-world.js';
import { SimulatedUnit } from './simulated-unit.js';
import type { RoadGraph } from '@muster/engine';

export interface ShiftPlan {
  readonly baseUrl: string;
  /** One-time token of the simulator's account. */
  readonly accessToken: string;
  readonly seed: number;
  readonly speed: number;
  readonly graph: RoadGraph;
  readonly behaviour: Behaviour;
  /** Null: people dispatch, nobody else does. */
  readonly habits: DispatcherHabits | null;
  /** Who is on duty from an op time on, and where each unit starts. */
  readonly force: (fromMs: number) => { roster: Roster; starts: ReadonlyMap<string, LatLon> };
  readonly calls: (fromMs: number) => readonly PlannedCall[];
}

export interface ShiftOutcome {
  readonly errors: CountedErrors;
  readonly callLatenciesMs: readonly number[];
  readonly acknowledgedFixes: number;
  readonly unacknowledgedFixes: number;
}

const TICK_MS = 50;
const SETTLE_WITHIN_MS = 10_000;
/** Sockets opened at once, so that a start does not look like an attack. */
const CONNECT_AT_ONCE = 20;

/** A simulated shift over the public contract: the force, its crews, callers, and a dispatcher. */
export class Shift {
  private readonly http: HttpClient;
  private readonly console: ConsoleClient;
  private readonly units: SimulatedUnit[] = [];
  private readonly devices: DeviceClient[] = [];
  private readonly world: RoadWorld;
  private op!: OpTime;
  private calls!: CallSource;
  private dispatcher: DispatcherAgent | undefined;

  constructor(
    private readonly plan: ShiftPlan,
    private readonly journal: Journal,
    private readonly wallMs: () => number,
  ) {
    this.http = new HttpClient(plan.baseUrl);
    this.world = new RoadWorld(plan.graph, streamFor(plan.seed, 'patrol'));
    this.console = new ConsoleClient(this.http, {
      clock: (view) => this.op.follow(view),
      compared: (beat, hash) =>
        journal.view({ epoch: beat.epoch, seq: beat.upTo, hash, expected: beat.hash }),
    });
  }

  /** Signs in, brings the force on duty and opens all sockets. */
  async begin(): Promise<{ units: number; calls: number }> {
    await this.http.must('signInByLink', { body: { token: this.plan.accessToken } });
    this.op = new OpTime(await this.http.must<ClockView>('clock'), this.wallMs);
    const nowMs = this.op.nowMs();
    const { roster, starts } = this.plan.force(nowMs);
    await this.http.must<RosterResult>('importRoster', { body: roster });
    const callSigns = roster.units.map((unit) => unit.callSign);
    const enrolled = await this.http.must<EnrolledDevices>('enrolDevices', { body: { callSigns } });
    for (const device of enrolled.devices) this.addUnit(device, starts.get(device.callSign), nowMs);
    await this.connectDevices();
    await this.console.connect();
    this.calls = new CallSource(
      this.http,
      this.plan.calls(this.op.nowMs()),
      this.journal,
      this.wallMs,
    );
    if (this.plan.habits) {
      const rng = streamFor(this.plan.seed, 'dispatcher');
      this.dispatcher = new DispatcherAgent(this.http, this.console, this.plan.habits, rng);
    }
    if (this.plan.speed !== this.op.speed) {
      this.op.follow(
        await this.http.must<ClockView>('setSpeed', { body: { speed: this.plan.speed } }),
      );
    }
    return { units: this.units.length, calls: this.calls.remaining };
  }

  /** Goes on until `untilMs` of op time or until told to stop. */
  async run(forMs: number, stopped: () => boolean): Promise<void> {
    const untilMs = this.op.nowMs() + forMs;
    while (!stopped() && this.op.nowMs() < untilMs) {
      this.step();
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  }

  /** Lets what is under way arrive, then closes the sockets. */
  async end(): Promise<ShiftOutcome> {
    const giveUpMs = this.wallMs() + SETTLE_WITHIN_MS;
    while (
      this.devices.some((device) => device.connected && device.unacknowledged > 0) &&
      this.wallMs() < giveUpMs
    ) {
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
    const outcome = this.outcome();
    this.console.disconnect();
    for (const device of this.devices) device.disconnect();
    this.journal.flush();
    return outcome;
  }

  private outcome(): ShiftOutcome {
    return {
      errors: countErrors([this.http], [this.console], this.devices),
      callLatenciesMs: this.calls.latenciesMs,
      acknowledgedFixes: this.devices.reduce((sum, device) => sum + device.counts.acknowledged, 0),
      unacknowledgedFixes: this.devices.reduce((sum, device) => sum + device.unacknowledged, 0),
    };
  }

  private step(): void {
    const nowMs = this.op.nowMs();
    for (const unit of this.units) unit.step(nowMs);
    this.calls.step(nowMs);
    void this.dispatcher?.step(nowMs);
  }

  private addUnit(
    enrolled: EnrolledDevices['devices'][number],
    start: LatLon | undefined,
    nowMs: number,
  ): void {
    if (!start) throw new Error(`${enrolled.callSign} has no starting place`);
    const { callSign, token } = enrolled;
    const device = new DeviceClient(this.plan.baseUrl, token, {
      state: (state) => unit.takeState(state),
      order: (order) => unit.takeOrder(order, this.op.nowMs()),
      clock: () => undefined,
    });
    const crew = streamFor(this.plan.seed, `crew/${callSign}`);
    const unit = new SimulatedUnit(
      {
        callSign,
        device,
        gps: new Gps(streamFor(this.plan.seed, `gps/${callSign}`)),
        choices: new CrewChoices(crew, this.plan.behaviour),
        world: this.world,
        journal: this.journal,
        fixEveryMs: this.plan.behaviour.fixEveryMs,
        start,
      },
      nowMs,
    );
    this.units.push(unit);
    this.devices.push(device);
  }

  private async connectDevices(): Promise<void> {
    for (let at = 0; at < this.devices.length; at += CONNECT_AT_ONCE) {
      await Promise.all(
        this.devices.slice(at, at + CONNECT_AT_ONCE).map((device) => device.connect()),
      );
    }
  }
}
