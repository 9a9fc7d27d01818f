import {
  type AssignmentView,
  type ConsoleSnapshot,
  type FactFrame,
  type Heartbeat,
  type IncidentView,
  type ScopeChange,
  type ScopeEntry,
  type UnitView,
  scopeHash,
} from '@muster/contracts';

export type FrameVerdict = 'applied' | 'stale' | 'gap';
export type BeatVerdict = 'equal' | 'different' | 'not-comparable';

/**
 * What this console holds of the server's scope. Frames carry whole views, so a frame whose `prev`
 * is not beyond what we hold misses nothing, and one at or below our `seq` brings nothing new.
 */
export class Scope {
  readonly incidents = new Map<string, IncidentView>();
  readonly units = new Map<string, UnitView>();
  readonly assignments = new Map<string, AssignmentView>();
  epoch = 0;
  seq = 0;
  loaded = false;

  /** Replaces everything by a snapshot. */
  load(snapshot: ConsoleSnapshot): void {
    this.epoch = snapshot.epoch;
    this.seq = snapshot.seq;
    this.loaded = true;
    refill(this.incidents, snapshot.incidents);
    refill(this.units, snapshot.units);
    refill(this.assignments, snapshot.assignments);
  }

  /** Takes one frame in order; `gap` leaves everything as it was and asks for a resync. */
  take(frame: FactFrame): FrameVerdict {
    if (!this.loaded || frame.epoch !== this.epoch) return 'gap';
    if (frame.seq <= this.seq) return 'stale';
    if (frame.prev > this.seq) return 'gap';
    for (const change of frame.changes) this.apply(change);
    this.seq = frame.seq;
    return 'applied';
  }

  /** Compares the heartbeat's hash with ours; a beat older than our snapshot tells nothing. */
  check(beat: Heartbeat): BeatVerdict {
    if (!this.loaded || beat.upTo < this.seq) return 'not-comparable';
    if (beat.epoch !== this.epoch) return 'different';
    return this.hash() === beat.hash ? 'equal' : 'different';
  }

  hash(): string {
    return scopeHash(this.entries());
  }

  private *entries(): Iterable<ScopeEntry> {
    for (const { id, version } of this.incidents.values()) yield { kind: 'incident', id, version };
    for (const { id, version } of this.units.values()) yield { kind: 'unit', id, version };
    for (const { id, version } of this.assignments.values()) {
      yield { kind: 'assignment', id, version };
    }
  }

  private apply(change: ScopeChange): void {
    switch (change.kind) {
      case 'incident':
        return put(this.incidents, change);
      case 'unit':
        return put(this.units, change);
      case 'assignment':
        return put(this.assignments, change);
    }
  }
}

interface Held {
  id: string;
  version: number;
}

function refill<T extends Held>(held: Map<string, T>, rows: readonly T[]): void {
  held.clear();
  for (const row of rows) held.set(row.id, row);
}

function put<T extends Held>(
  held: Map<string, T>,
  change: { id: string; version: number; removed: boolean; view: T },
): void {
  // a view is loaded after its event, so it may be newer than a later frame's
  if ((held.get(change.id)?.version ?? 0) > change.version) return;
  if (change.removed) held.delete(change.id);
  else held.set(change.id, change.view);
}
