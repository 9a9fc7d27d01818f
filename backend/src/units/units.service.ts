import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EventKind, UnitView } from '@muster/contracts';
import { Database } from '../platform/database/database.js';
import type { Db } from '../platform/database/db.js';
import type { CommandTransaction } from '../platform/database/unit-of-work.js';
import {
  lockUnits,
  selectUnitIdsByCallSign,
  selectUnits,
  selectUnitsById,
  type UnitRow,
} from './storage/unit-rows.js';
import { insertStatusReason, updateUnit, type UnitChange } from './storage/unit-changes.js';

export type LockedUnit = UnitRow;

/** Why a unit changes, for the event log: kind of event and its codes. */
export interface UnitCause {
  kind: Extract<EventKind, `unit.${string}`>;
  codes?: Record<string, string | number | boolean | null>;
  /** Free-text reason of a correction; stored apart from event and audit. */
  reason?: string;
}

/** Units: who they are, their crew and skills, their status. Assignments change a unit only through `change`. */
@Injectable()
export class UnitsService {
  constructor(private readonly database: Database) {}

  /** All units, by call sign. */
  list(): Promise<UnitView[]> {
    return selectUnits(this.database.on('read'));
  }

  /** All units within a caller's transaction, for snapshots. */
  listIn(db: Db): Promise<UnitView[]> {
    return selectUnits(db);
  }

  byIds(ids: readonly string[], db: Db = this.database.on('read')): Promise<UnitView[]> {
    return selectUnitsById(db, ids);
  }

  /** Unit ids by call sign; call signs nobody has are missing from the map. */
  async idsByCallSign(callSigns: readonly string[]): Promise<Map<string, string>> {
    const rows = await selectUnitIdsByCallSign(this.database.on('read'), callSigns);
    return new Map(rows.map((row) => [row.call_sign, row.id]));
  }

  /** Locks units in id order for the rest of the command; unknown ids are left out. */
  lock(tx: CommandTransaction, ids: readonly string[]): Promise<LockedUnit[]> {
    return lockUnits(tx.db, ids);
  }

  /** Changes a locked unit and records its event and audit row; returns the unit as it is now. */
  async change(
    tx: CommandTransaction,
    unit: LockedUnit,
    change: UnitChange,
    cause: UnitCause,
  ): Promise<LockedUnit> {
    const reasonId =
      cause.reason === undefined ? undefined : await this.keepReason(tx, unit.id, cause.reason);
    if (!(await updateUnit(tx.db, unit, change, tx.at))) {
      throw new Error(`unit ${unit.id} changed although it was locked`);
    }
    const changed = withChange(unit, change);
    tx.record({
      kind: cause.kind,
      entity: { kind: 'unit', id: unit.id },
      fromVersion: unit.version,
      toVersion: changed.version,
      fields: fieldNames(change),
      codes: {
        fromStatus: unit.status_code,
        toStatus: changed.status_code,
        ...(changed.incident_id ? { incidentId: changed.incident_id } : {}),
        ...(reasonId ? { reasonId } : {}),
        ...cause.codes,
      },
    });
    return changed;
  }

  private async keepReason(tx: CommandTransaction, unitId: string, text: string): Promise<string> {
    const id = randomUUID();
    await insertStatusReason(tx.db, { id, unitId, at: tx.at, text });
    return id;
  }
}

function withChange(unit: LockedUnit, change: UnitChange): LockedUnit {
  const assignment = change.assignment;
  return {
    ...unit,
    version: unit.version + 1,
    status_code: change.statusCode ?? unit.status_code,
    emergency: change.emergency ?? unit.emergency,
    assignment_id:
      assignment === undefined ? unit.assignment_id : (assignment?.assignmentId ?? null),
    incident_id: assignment === undefined ? unit.incident_id : (assignment?.incidentId ?? null),
  };
}

function fieldNames(change: UnitChange): string[] {
  return [
    ...(change.statusCode === undefined ? [] : ['statusCode']),
    ...(change.emergency === undefined ? [] : ['emergency']),
    ...(change.assignment === undefined ? [] : ['assignmentId', 'incidentId']),
  ];
}
