import { Injectable } from '@nestjs/common';
import type { FramePosition, UnitPosition, UnitView } from '@muster/contracts';
import { snapToRoad, UnitPlaces, type RoadPlace } from '@muster/engine';
import { DeviceDirectoryService } from '../access/device-directory.service.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { TrackingService, type LiveFix } from '../tracking/tracking.service.js';
import { UnitsService } from '../units/units.service.js';

/** A unit as the picture holds it: `slot` is its index in road searches. */
export interface PicturedUnit {
  slot: number;
  view: UnitView;
  fix: LiveFix | null;
  /** Where the fix is on the road network; null when off it or without a fix. */
  place: RoadPlace | null;
}

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
  private readonly unitOfDevice = new Map<string, string>();
  private readonly moved = new Set<PicturedUnit>();
  private seqHeld = 0;
  private changeCount = 0;
  /** The last reload failed; the next event tries again. */
  private stale = false;
  private pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly unitsService: UnitsService,
    private readonly devices: DeviceDirectoryService,
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
      this.tail.subscribe({ events: (batch) => this.follow(batch) }),
      this.tracking.onLive((fixes) => this.move(fixes)),
    ];
    await this.reload();
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
      if (!unit || (unit.fix && !isNewer(fix, unit.fix))) continue;
      unit.fix = fix;
      unit.place = snapToRoad(this.roads.graph, fix) ?? null;
      if (unit.place) this.places.place(unit.slot, unit.place);
      else this.places.remove(unit.slot);
      this.moved.add(unit);
      this.changeCount += 1;
    }
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
    for (const device of await this.devices.active())
      this.unitOfDevice.set(device.deviceId, device.unitId);
    for (const view of await this.unitsService.list()) this.hold(view);
    this.seqHeld = Math.max(this.seqHeld, head);
  }

  private follow(batch: readonly LoggedEvent[]): void {
    const last = batch[batch.length - 1];
    if (!last) return;
    if (this.stale) {
      this.stale = false;
      this.pending = this.pending
        .then(() => this.reload())
        .catch((error: unknown) => this.reloadAfter(error));
      return;
    }
    const unitIds = [
      ...new Set(
        batch.filter((event) => event.entity.kind === 'unit').map((event) => event.entity.id),
      ),
    ];
    const enrolled = batch.some((event) => event.entity.kind === 'device');
    this.pending = this.pending
      .then(() => this.take(unitIds, enrolled, last.seq))
      .catch((error: unknown) => this.reloadAfter(error));
  }

  private async take(unitIds: readonly string[], enrolled: boolean, seq: number): Promise<void> {
    if (enrolled) {
      for (const device of await this.devices.active())
        this.unitOfDevice.set(device.deviceId, device.unitId);
    }
    if (unitIds.length > 0)
      for (const view of await this.unitsService.byIds(unitIds)) this.hold(view);
    this.seqHeld = Math.max(this.seqHeld, seq);
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

function isNewer(a: LiveFix, b: LiveFix): boolean {
  return a.fixAtMs > b.fixAtMs || (a.fixAtMs === b.fixAtMs && a.seq > b.seq);
}

function framePosition(unit: PicturedUnit, nowMs: number): FramePosition[] {
  const fix = unit.fix;
  if (!fix) return [];
  return [
    {
      unitNo: unit.view.no,
      lat: fix.lat,
      lon: fix.lon,
      ageS: Math.max(0, (nowMs - fix.fixAtMs) / 1000),
      courseDeg: fix.courseDeg,
      accuracyM: fix.accuracyM,
    },
  ];
}

function toUnitPosition(fix: LiveFix): UnitPosition {
  return {
    lat: fix.lat,
    lon: fix.lon,
    fixAt: new Date(fix.fixAtMs).toISOString(),
    accuracyM: fix.accuracyM,
    courseDeg: fix.courseDeg,
    speedMps: fix.speedMps,
  };
}
