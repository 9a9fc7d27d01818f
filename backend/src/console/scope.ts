import { scopeHash } from '@muster/contracts';
import type {
  AssignmentView,
  FactFrame,
  IncidentView,
  ScopeChange,
  UnitView,
} from '@muster/contracts';

export interface ScopeViews {
  incidents: readonly IncidentView[];
  units: readonly UnitView[];
  assignments: readonly AssignmentView[];
}

/** A closed incident and a released assignment leave the scope; units stay. */
export function toChanges(views: ScopeViews): ScopeChange[] {
  return [
    ...views.incidents.map((view): ScopeChange => ({
      kind: 'incident',
      id: view.id,
      version: view.version,
      removed: view.state === 'closed',
      view,
    })),
    ...views.units.map((view): ScopeChange => ({
      kind: 'unit',
      id: view.id,
      version: view.version,
      removed: false,
      view,
    })),
    ...views.assignments.map((view): ScopeChange => ({
      kind: 'assignment',
      id: view.id,
      version: view.version,
      removed: view.state === 'released',
      view,
    })),
  ];
}

/**
 * What every console sees: incidents not closed, all units, active assignments, as of one seq.
 * The server holds it as its consoles do, so a snapshot and the frames after it fit by construction.
 */
export class Scope {
  private readonly held = new Map<string, ScopeChange>();
  /** Hash of what is held; undefined after a change. */
  private hashed: string | undefined;

  constructor(views: ScopeViews) {
    for (const change of toChanges(views)) this.apply(change);
  }

  /** Takes a change in unless the same thing is held in a later version; whether it was taken. */
  apply(change: ScopeChange): boolean {
    const key = `${change.kind}:${change.id}`;
    const held = this.held.get(key);
    if (held && held.version >= change.version) return false;
    if (change.removed) this.held.delete(key);
    else this.held.set(key, change);
    this.hashed = undefined;
    return true;
  }

  /** Takes the changes in and returns those that consoles must be told. */
  take(views: ScopeViews): FactFrame['changes'] {
    return toChanges(views).filter((change) => this.apply(change));
  }

  /** `scopeHash` of what is held; computed once for each change. */
  hash(): string {
    this.hashed ??= scopeHash(this.held.values());
    return this.hashed;
  }

  views(): ScopeViews & {
    incidents: IncidentView[];
    units: UnitView[];
    assignments: AssignmentView[];
  } {
    const incidents: IncidentView[] = [];
    const units: UnitView[] = [];
    const assignments: AssignmentView[] = [];
    for (const change of this.held.values()) {
      if (change.kind === 'incident') incidents.push(change.view);
      else if (change.kind === 'unit') units.push(change.view);
      else assignments.push(change.view);
    }
    return { incidents, units, assignments };
  }
}
