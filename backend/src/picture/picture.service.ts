import { Injectable } from '@nestjs/common';
import type { FramePosition, UnitPosition, UnitView } from '@muster/contracts';
import { snapToRoad, UnitPlaces } from '@muster/engine';
import { Clocks } from '../platform/clocks/clocks.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { TrackingService, type LiveFix } from '../tracking/tracking.service.js';
import { PictureSourcesService } from './picture-sources.service.js';
import { framePosition, isNewer, toUnitPosition, type PicturedUnit } from './pictured-unit.js';

export type { PicturedUnit };

/** Room for units in road searches; far above any force on duty. */
const CAPACITY = 16_384;

/**
 * The one view in memory that ranking and drawing share: every unit with its newest position.
 * Filled from the database at start, then moved by committed fixes and by the event log.
 */
@Injectable()
export class PictureService {
  readonly places: UnitPlaces;
  private readonly units = new Map<string, PicturedUnit>();
  private readonly bySlot: PicturedUnit[] = [];
  private unitOfDevice = new Map<string, string>();
  /** Newest fixes of devices that are enrolled, but not in the picture yet. */
  private readonly early = new Map<string, LiveFix>();
  private readonly moved = new Set<PicturedUnit>();
  private seqHeld = 0;
  private changeCount = 0;
  /** The last reload failed; the next event tries again. */
  private stale = false;
  private pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly sources: PictureSourcesService,
    private readonly tracking: TrackingService,
    private readonly roads: RoadNetworkService,
    private readonly tail: EventTail,
    private readonly clocks: Clocks,
    private readonly logger: JsonLogger,
  ) {
    this.places = new UnitPlaces(roads.graph.arcCount, CAPACITY);
  }

  /** Fills the picture and keeps it. Call once, after the event tail has started. */
  async start(): Promise<() => void> {
    const stops = [
      this.tail.subscribe({
        events: (batch) => this.follow(batch),
        reset: () => this.enqueue(() => this.reload()),
      }),
      this.tracking.onLive((fixes) => this.move(fixes)),
    ];
    // in line with what the log brings meanwhile, so that an older reading never comes last
    this.pending = this.pending.then(() => this.reload());
    await this.pending;
    this.move(await this.tracking.restore());
    return () => stops.forEach((stop) => stop());
  }

  /** Event sequence up to which unit states are in the picture. */
  get seq(): number {
    return this.seqHeld;
  }

  /** Rises with every change of a position or a unit: equal numbers mean an equal picture. */
  get changes(): number {
    return this.changeCount;
  }

  get size(): number {
    return this.bySlot.length;
  }

  all(): readonly PicturedUnit[] {
    return this.bySlot;
  }

  unit(id: string): PicturedUnit | undefined {
    return this.units.get(id);
  }

  /** Resolves when every event delivered so far is in the picture. */
  settled(): Promise<void> {
    return this.pending;
  }

  /** Moves markers forward; a fix that is not newer than the one held changes nothing. */
  move(fixes: readonly LiveFix[]): void {
    for (const fix of fixes) {
      const unit = this.units.get(this.unitOfDevice.get(fix.deviceId) ?? '');
      if (unit) this.moveUnit(unit, fix);
      else this.keepEarly(fix);
    }
  }

  private moveUnit(unit: PicturedUnit, fix: LiveFix): void {
    if (unit.fix && !isNewer(fix, unit.fix)) return;
    unit.fix = fix;
    unit.place = snapToRoad(this.roads.graph, fix) ?? null;
    if (unit.place) this.places.place(unit.slot, unit.place);
    else this.places.remove(unit.slot);
    this.moved.add(unit);
    this.changeCount += 1;
  }

  /** A device may report before the log has told of its enrolment. */
  private keepEarly(fix: LiveFix): void {
    const held = this.early.get(fix.deviceId);
    if (held && !isNewer(fix, held)) return;
    if (!held && this.early.size >= CAPACITY) return;
    this.early.set(fix.deviceId, fix);
  }

  private moveEarly(): void {
    const fixes = [...this.early.values()];
    this.early.clear();
    this.move(fixes);
  }

  /** Units that moved since the last call, as frame records; the caller sends them. */
  takeMoved(): FramePosition[] {
    const nowMs = this.clocks.op.nowMs();
    const positions = [...this.moved].flatMap((unit) => framePosition(unit, nowMs));
    this.moved.clear();
    return positions;
  }

  /** Every unit with a position, as frame records. */
  framePositions(): FramePosition[] {
    const nowMs = this.clocks.op.nowMs();
    return this.bySlot.flatMap((unit) => framePosition(unit, nowMs));
  }

  /** Newest positions by unit, for a snapshot. */
  positions(): { unitId: string; position: UnitPosition }[] {
    return this.bySlot.flatMap((unit) =>
      unit.fix ? [{ unitId: unit.view.id, position: toUnitPosition(unit.fix) }] : [],
    );
  }

  private async reload(): Promise<void> {
    const head = this.tail.position.seq;
    this.unitOfDevice = await this.sources.unitOfDevice();
    for (const view of await this.sources.allUnits()) this.hold(view);
    this.seqHeld = head;
    this.stale = false;
    this.moveEarly();
  }

  private follow(batch: readonly LoggedEvent[]): void {
    const last = batch[batch.length - 1];
    if (!last) return;
    const unitIds = [
      ...new Set(
        batch.filter((event) => event.entity.kind === 'unit').map((event) => event.entity.id),
      ),
    ];
    const enrolled = batch.some((event) => event.entity.kind === 'device');
    this.enqueue(() => (this.stale ? this.reload() : this.take(unitIds, enrolled, last.seq)));
  }

  private enqueue(step: () => Promise<void>): void {
    this.pending = this.pending.then(step).catch((error: unknown) => this.reloadAfter(error));
  }

  private async take(unitIds: readonly string[], enrolled: boolean, seq: number): Promise<void> {
    // a device that was revoked moves nothing any more
    if (enrolled) this.unitOfDevice = await this.sources.unitOfDevice();
    if (unitIds.length > 0)
      for (const view of await this.sources.unitsByIds(unitIds)) this.hold(view);
    this.seqHeld = Math.max(this.seqHeld, seq);
    if (enrolled || unitIds.length > 0) this.moveEarly();
  }

  /** A failed read leaves a hole in the picture: read everything again until it works. */
  private async reloadAfter(error: unknown): Promise<void> {
    this.logger.write(
      'error',
      'picture',
      'read failed, loading the picture again',
      bugReport(error),
    );
    try {
      await this.reload();
    } catch (again) {
      this.logger.write('error', 'picture', 'picture could not be loaded', bugReport(again));
      this.stale = true;
    }
  }

  private hold(view: UnitView): void {
    this.changeCount += 1;
    const held = this.units.get(view.id);
    if (held) {
      if (view.version >= held.view.version) held.view = view;
      return;
    }
    if (this.bySlot.length >= CAPACITY)
      throw new Error(`the picture holds at most ${CAPACITY} units`);
    const unit: PicturedUnit = { slot: this.bySlot.length, view, fix: null, place: null };
    this.bySlot.push(unit);
    this.units.set(view.id, unit);
  }
}
