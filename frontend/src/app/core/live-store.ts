import { Service, computed, signal } from '@angular/core';
import type {
  AssignmentView,
  ConsoleSnapshot,
  FactFrame,
  Heartbeat,
  IncidentView,
  PositionFrame,
  UnitView,
} from '@muster/contracts';
import { type BeatVerdict, type FrameVerdict, Scope } from './scope.js';
import { UnitTrack } from './unit-track.js';

/**
 * What the server says is so. Maps are changed in place and announced by revision signals, because
 * copying 12,000 units for each frame would cost more than drawing them.
 */
@Service()
export class LiveStore {
  private readonly scope = new Scope();
  private readonly incidentRevision = signal(0);
  private readonly unitRevision = signal(0);
  private readonly assignmentRevision = signal(0);
  private readonly noToId = new Map<number, string>();

  /** Positions change many times a second, so they are no signal; the map reads them when it draws. */
  readonly track = new UnitTrack();
  readonly loaded = signal(false);
  readonly at = signal<{ epoch: number; seq: number }>({ epoch: 0, seq: 0 });

  readonly incidents = computed<readonly IncidentView[]>(() => {
    this.incidentRevision();
    return [...this.scope.incidents.values()];
  });
  readonly units = computed<readonly UnitView[]>(() => {
    this.unitRevision();
    return [...this.scope.units.values()];
  });
  readonly assignments = computed<readonly AssignmentView[]>(() => {
    this.assignmentRevision();
    return [...this.scope.assignments.values()];
  });
  /** Active assignments by incident id. */
  readonly assignmentsByIncident = computed(() =>
    Map.groupBy(this.assignments(), (assignment) => assignment.incidentId),
  );

  incident(id: string): IncidentView | undefined {
    this.incidentRevision();
    return this.scope.incidents.get(id);
  }

  unit(id: string): UnitView | undefined {
    this.unitRevision();
    return this.scope.units.get(id);
  }

  unitByNo(no: number): UnitView | undefined {
    const id = this.noToId.get(no);
    return id === undefined ? undefined : this.unit(id);
  }

  reset(snapshot: ConsoleSnapshot): void {
    this.scope.load(snapshot);
    this.noToId.clear();
    for (const unit of snapshot.units) this.noToId.set(unit.no, unit.id);
    for (const { unitId, position } of snapshot.positions) {
      const unit = this.scope.units.get(unitId);
      if (unit) this.track.place(unit.no, position);
    }
    this.announce(['incident', 'unit', 'assignment']);
    this.loaded.set(true);
  }

  take(frame: FactFrame): FrameVerdict {
    const verdict = this.scope.take(frame);
    if (verdict !== 'applied') return verdict;
    for (const change of frame.changes) {
      if (change.kind === 'unit') this.noToId.set(change.view.no, change.id);
    }
    this.announce(frame.changes.map((change) => change.kind));
    return verdict;
  }

  check(beat: Heartbeat): BeatVerdict {
    return this.scope.check(beat);
  }

  move(frame: PositionFrame, nowMs: number): void {
    for (const position of frame.positions) this.track.move(position, frame.opMs, nowMs);
  }

  private announce(kinds: ReadonlyArray<'incident' | 'unit' | 'assignment'>): void {
    const changed = new Set(kinds);
    const next = (revision: number): number => revision + 1;
    if (changed.has('incident')) this.incidentRevision.update(next);
    if (changed.has('unit')) this.unitRevision.update(next);
    if (changed.has('assignment')) this.assignmentRevision.update(next);
    this.at.set({ epoch: this.scope.epoch, seq: this.scope.seq });
  }
}
