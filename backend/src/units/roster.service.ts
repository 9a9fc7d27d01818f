import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Roster, RosterResult } from '@muster/contracts';
import { SKILLS } from '@muster/contracts';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
  type Outcome,
} from '../platform/database/unit-of-work.js';
import {
  replaceCrews,
  replaceSkills,
  unknownCollarNos,
  upsertOfficers,
  upsertUnits,
} from './storage/roster-rows.js';

type RosterRefusal = 'VALIDATION_FAILED' | 'SKILL_UNKNOWN';

/** Who is on duty in which unit; comes as a whole from the force's duty system. */
@Injectable()
export class RosterService {
  constructor(private readonly work: UnitOfWork) {}

  /** Upserts officers and units in one command: all of it or nothing. */
  importRoster(
    context: CommandContext,
    roster: Roster,
  ): Promise<CommandResult<RosterResult, RosterRefusal>> {
    return this.work.run(context, (tx) => apply(tx, roster));
  }
}

async function apply(
  tx: CommandTransaction,
  roster: Roster,
): Promise<Outcome<RosterResult, RosterRefusal>> {
  const unknownSkill = roster.officers
    .flatMap((officer) => officer.skills)
    .find((held) => !SKILLS.some((skill) => skill.code === held.code));
  if (unknownSkill) return refused('SKILL_UNKNOWN', { skill: unknownSkill.code });
  await upsertOfficers(
    tx.db,
    roster.officers.map((officer) => ({ ...officer, id: randomUUID() })),
  );
  await replaceSkills(tx.db, roster.officers);
  const missing = await unknownCollarNos(
    tx.db,
    roster.units.flatMap((unit) => unit.crew),
  );
  if (missing.length > 0) return refused('VALIDATION_FAILED', { unknownCollarNos: missing.length });
  const units = await upsertUnits(
    tx.db,
    roster.units.map((unit) => ({ ...unit, id: randomUUID() })),
    tx.at,
  );
  await replaceCrews(tx.db, roster.units);
  for (const unit of units) {
    tx.record({
      kind: 'unit.rostered',
      entity: { kind: 'unit', id: unit.id },
      fromVersion: unit.created ? null : unit.version - 1,
      toVersion: unit.version,
      fields: ['kind', 'areaCode', 'crew', 'skills', 'shift', 'statusCode'],
    });
  }
  return done({
    officers: roster.officers.length,
    units: units.map((unit) => ({ id: unit.id, no: unit.no, callSign: unit.call_sign })),
  });
}
