import { beforeAll, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Roster } from '@muster/contracts';
import type { CommandContext } from '../../src/platform/database/outcome.js';
import { RosterService } from '../../src/units/roster.service.js';
import { UnitsService } from '../../src/units/units.service.js';
import { withDatabases } from '../support/with-databases.js';

const context: CommandContext = {
  actor: { kind: 'user', id: randomUUID() },
  command: 'importRoster',
};

const roster = (): Roster => ({
  officers: [
    {
      collarNo: 'A1001',
      displayName: 'Officer One',
      driverLevel: 'response',
      driverExpiresAt: '2027-01-01T00:00:00.000Z',
      skills: [{ code: 'STO', expiresAt: '2026-12-01T00:00:00.000Z' }],
    },
    {
      collarNo: 'A1002',
      displayName: 'Officer Two',
      driverLevel: 'standard',
      driverExpiresAt: null,
      skills: [
        { code: 'STO', expiresAt: null },
        { code: 'D13', expiresAt: null },
      ],
    },
  ],
  units: [
    {
      callSign: 'BW12',
      kind: 'response',
      areaCode: 'BW',
      crew: ['A1001', 'A1002'],
      shiftStartsAt: '2026-03-02T19:00:00.000Z',
      shiftEndsAt: '2026-03-03T05:00:00.000Z',
      statusCode: 2,
    },
  ],
});

withDatabases('units', (use) => {
  let units: UnitsService;
  let rosters: RosterService;

  beforeAll(() => {
    units = new UnitsService(use().database);
    rosters = new RosterService(use().work);
  });

  it('takes a roster in and shows the best of each crew', async () => {
    expect(await rosters.importRoster(context, roster())).toMatchObject({
      ok: true,
      value: { officers: 2 },
    });
    const [unit] = await units.list();
    expect(unit).toMatchObject({
      callSign: 'BW12',
      version: 1,
      base: 'available',
      crewSize: 2,
      driverLevel: 'response',
    });
    expect(unit?.skills).toEqual([
      { code: 'D13', expiresAt: null },
      { code: 'STO', expiresAt: null },
    ]);
  });

  it('takes it again as an update, and leaves the status of a unit on an assignment', async () => {
    const [unit] = await units.list();
    if (!unit) throw new Error('no unit');
    await use().work.run(context, async (tx) => {
      const [locked] = await units.lock(tx, [unit.id]);
      if (!locked) throw new Error('not locked');
      const assignment = { assignmentId: randomUUID(), incidentId: randomUUID() };
      await units.change(tx, locked, { statusCode: 5, assignment }, { kind: 'unit.assigned' });
      return { ok: true, value: null };
    });
    await rosters.importRoster(context, roster());
    const [again] = await units.list();
    expect(again).toMatchObject({ id: unit.id, statusCode: 5, version: 3 });
    expect(again?.assignmentId).not.toBeNull();
  });

  it('refuses an unknown skill or crew member as a whole', async () => {
    const one = roster();
    one.officers[0]?.skills.push({ code: 'NOPE', expiresAt: null });
    expect(await rosters.importRoster(context, one)).toMatchObject({
      ok: false,
      code: 'SKILL_UNKNOWN',
    });
    const two = roster();
    two.units[0]?.crew.push('ZZ999');
    two.units[0] = { ...two.units[0]!, callSign: 'BW99' };
    expect(await rosters.importRoster(context, two)).toMatchObject({
      ok: false,
      code: 'VALIDATION_FAILED',
    });
    expect((await units.idsByCallSign(['BW99'])).size).toBe(0);
  });
});
