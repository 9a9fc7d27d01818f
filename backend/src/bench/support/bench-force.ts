import type { INestApplicationContext } from '@nestjs/common';
import type { Roster } from '@muster/contracts';
import { DevicesService } from '../../access/devices.service.js';
import { SYSTEM_ACTOR } from '../../platform/database/db.js';
import { RosterService } from '../../units/roster.service.js';

/** What one unit of a benchmark is. */
export interface UnitPlan {
  readonly statusCode: number;
  readonly skills: readonly string[];
  readonly driverLevel: 'standard' | 'response';
}

export interface BenchUnit extends UnitPlan {
  readonly unitId: string;
  readonly deviceId: string;
}

const UNITS_A_COMMAND = 2500;
const DAY_MS = 86_400_000;

/** Takes units on duty and enrols a device for each, through the same services as the interface. */
export async function fillForce(
  app: INestApplicationContext,
  plans: readonly UnitPlan[],
  nowMs: number,
): Promise<BenchUnit[]> {
  const rosters = app.get(RosterService, { strict: false });
  const devices = app.get(DevicesService, { strict: false });
  const units: BenchUnit[] = [];
  for (let from = 0; from < plans.length; from += UNITS_A_COMMAND) {
    const part = plans.slice(from, from + UNITS_A_COMMAND);
    const context = { actor: SYSTEM_ACTOR, command: 'bench.roster' };
    const rostered = await rosters.importRoster(context, rosterOf(part, from, nowMs));
    if (!rostered.ok) throw new Error(`roster: ${rostered.code}`);
    const idOf = new Map(rostered.value.units.map(({ id, callSign }) => [callSign, id]));
    const wanted = part.map((_, i) => {
      const callSign = callSignOf(from + i);
      return { unitId: idOf.get(callSign) ?? '', callSign };
    });
    const enrolled = await devices.enrol({ actor: SYSTEM_ACTOR, command: 'bench.enrol' }, wanted);
    if (!enrolled.ok) throw new Error(`devices: ${enrolled.code}`);
    const deviceOf = new Map(enrolled.value.map(({ unitId, deviceId }) => [unitId, deviceId]));
    part.forEach((plan, i) => {
      const unitId = wanted[i]?.unitId ?? '';
      units.push({ ...plan, unitId, deviceId: deviceOf.get(unitId) ?? '' });
    });
  }
  return units;
}

function rosterOf(plans: readonly UnitPlan[], from: number, nowMs: number): Roster {
  const at = (ms: number) => new Date(nowMs + ms).toISOString();
  return {
    officers: plans.map(({ skills, driverLevel }, i) => ({
      collarNo: collarNoOf(from + i),
      displayName: `Officer ${from + i}`,
      driverLevel,
      driverExpiresAt: at(365 * DAY_MS),
      skills: skills.map((code) => ({ code, expiresAt: at(365 * DAY_MS) })),
    })),
    units: plans.map(({ statusCode }, i) => ({
      callSign: callSignOf(from + i),
      kind: 'response' as const,
      areaCode: 'BENCH',
      crew: [collarNoOf(from + i)],
      shiftStartsAt: at(-3_600_000),
      shiftEndsAt: at(DAY_MS / 3),
      statusCode,
    })),
  };
}

const callSignOf = (index: number): string => `U${String(index).padStart(5, '0')}`;
const collarNoOf = (index: number): string => `C${String(index).padStart(5, '0')}`;
