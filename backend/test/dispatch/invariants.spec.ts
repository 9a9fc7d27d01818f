import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { DISPATCH_INVARIANTS } from '../../src/dispatch/storage/invariants.js';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import type { Db } from '../../src/platform/database/db.js';
import { withDatabases } from '../support/with-databases.js';
import { as, incidentAt, openDesk, sendWithReason, station, user, type Desk } from './desk.js';

withDatabases('invariants of dispatch', (use) => {
  let desk: Desk;
  let ids: Map<string, string>;
  let assignmentId: string;
  const dispatcher = user();
  const unit = (callSign: string): string => ids.get(callSign) ?? '';

  beforeAll(async () => {
    desk = await openDesk(use().database, use().clocks);
    ids = await station(desk, use().clocks, [
      { callSign: 'V1', at: [1, 1] },
      { callSign: 'V2', at: [2, 2] },
    ]);
  });
  afterAll(() => desk.close());

  async function verdicts(): Promise<Record<string, string>> {
    const { results } = await verifyDatabase(use().database, use().eventLog, DISPATCH_INVARIANTS);
    return Object.fromEntries(
      results.map(({ id, title, verdict }) => [`${id} ${title.split(' ')[1]}`, verdict]),
    );
  }

  async function found(): Promise<string[]> {
    const { results } = await verifyDatabase(use().database, use().eventLog, DISPATCH_INVARIANTS);
    return results.flatMap(({ id, violations }) => violations.map(({ what }) => `${id} ${what}`));
  }

  /** Breaks something as no application could, looks, and mends it. */
  async function planted(
    breaking: (db: Db) => Promise<unknown>,
    mending: (db: Db) => Promise<unknown>,
  ): Promise<string[]> {
    const unguarded = (work: (db: Db) => Promise<unknown>): Promise<void> =>
      use().database.asLogin(async (db) => {
        await db.run('SET session_replication_role = replica');
        await work(db);
        await db.run('SET session_replication_role = origin');
      });
    await unguarded(breaking);
    const seen = await found();
    await unguarded(mending);
    expect(await found()).toEqual([]);
    return seen;
  }

  it('claims nothing before anything was sent', async () => {
    expect(new Set(Object.values(await verdicts()))).toEqual(new Set(['not-observed']));
  });

  it('proves all of them after a day of work', async () => {
    const first = await incidentAt(desk, [4, 4]);
    await sendWithReason(desk, { actor: dispatcher, incidentId: first.id }, [unit('V1')]);
    await desk.crews.setStatus(as(user(), 'deviceStatus'), unit('V1'), {
      statusCode: 6,
      by: 'crew',
    });
    await desk.releasing.close(as(dispatcher, 'closeIncident'), first.id, { resultCode: 'ADVICE' });
    const second = await incidentAt(desk, [4, 4]);
    const sent = await sendWithReason(desk, { actor: dispatcher, incidentId: second.id }, [
      unit('V1'),
    ]);
    assignmentId = (sent.ok && sent.value.assignments[0]?.id) || '';
    expect(new Set(Object.values(await verdicts()))).toEqual(new Set(['proven']));
  });

  it('sees a second active assignment of a unit', async () => {
    const copy = randomUUID();
    const seen = await planted(
      async (db) => {
        await db.run('DROP INDEX assignment_one_active');
        await db.run(
          `INSERT INTO assignment SELECT (json_populate_record(a, json_build_object('id', $1::uuid))).*
           FROM assignment a WHERE id = $2`,
          [copy, assignmentId],
        );
      },
      async (db) => {
        await db.run('DELETE FROM assignment WHERE id = $1', [copy]);
        await db.run(
          `CREATE UNIQUE INDEX assignment_one_active ON assignment (unit_id) WHERE state <> 'released'`,
        );
      },
    );
    expect(seen).toContain('I1 2 active assignments');
  });

  it('sees a unit and an incident that do not know of their assignment', async () => {
    const seen = await planted(
      async (db) => {
        await db.run('UPDATE unit SET assignment_id = NULL, incident_id = NULL WHERE id = $1', [
          unit('V1'),
        ]);
        await db.run(
          `UPDATE incident SET assigned_unit_ids = '{}' WHERE id = (SELECT incident_id FROM assignment WHERE id = $1)`,
          [assignmentId],
        );
      },
      async (db) => {
        await db.run(
          `UPDATE unit u SET assignment_id = a.id, incident_id = a.incident_id
           FROM assignment a WHERE a.id = $1 AND u.id = a.unit_id`,
          [assignmentId],
        );
        await db.run(
          `UPDATE incident i SET assigned_unit_ids = ARRAY[a.unit_id] FROM assignment a
           WHERE a.id = $1 AND i.id = a.incident_id`,
          [assignmentId],
        );
      },
    );
    expect(seen).toEqual([
      'I1 names another assignment than it holds',
      'I1 lists other units than are assigned to it',
    ]);
  });

  it('sees an order that was never queued, and one that took effect twice', async () => {
    const seen = await planted(
      async (db) => {
        await db.run('CREATE TABLE kept_delivery AS TABLE delivery');
        await db.run('DELETE FROM delivery WHERE assignment_id = $1', [assignmentId]);
      },
      async (db) => {
        await db.run('DELETE FROM delivery');
        await db.run('INSERT INTO delivery SELECT * FROM kept_delivery');
        await db.run('DROP TABLE kept_delivery');
      },
    );
    expect(seen).toEqual(['I3 its order was never queued']);
    const twice = await planted(
      (db) =>
        db.run(
          `INSERT INTO event_log SELECT 900000 + n, epoch, 'assignment.accepted', entity_kind, entity_id,
             version, at, recorded_at, actor_kind, actor_id, codes
           FROM event_log, generate_series(1, 2) n
           WHERE entity_id = $1 AND kind = 'assignment.dispatched'`,
          [assignmentId],
        ),
      (db) => db.run('DELETE FROM event_log WHERE seq > 900000'),
    );
    expect(twice).toEqual(['I3 accepted 2 times']);
  });

  it('sees a dispatch that no person made', async () => {
    const seen = await planted(
      (db) =>
        db.run(
          `UPDATE event_log SET actor_kind = 'system' WHERE entity_id = $1 AND kind = 'assignment.dispatched'`,
          [assignmentId],
        ),
      (db) =>
        db.run(
          `UPDATE event_log SET actor_kind = 'user' WHERE entity_id = $1 AND kind = 'assignment.dispatched'`,
          [assignmentId],
        ),
    );
    expect(seen).toEqual(['I6 was not dispatched by one named person']);
  });

  it('sees a ranking that used a position from the future or too old a one', async () => {
    const [row] = await use()
      .database.on('read')
      .rows<{ recommendation_id: string }>(
        'SELECT recommendation_id FROM assignment WHERE id = $1',
        [assignmentId],
      );
    const record = await desk.recommendations.readRecord(row?.recommendation_id ?? '');
    if (!record) throw new Error('no record');
    for (const [ageMs, what] of [
      [-120_001, 'I7 used a position from the future'],
      [600_001, 'I7 used a position older than its limit'],
    ] as const) {
      const forged = structuredClone(record);
      const reached = forged.reached[0];
      if (!reached) throw new Error('nobody was reached');
      reached[7] = ageMs;
      const id = await desk.ledger.keep({
        kind: 'recommendation',
        entity: { kind: 'incident', id: record.incident.id, version: 1 },
        at: new Date(record.atMs),
        encoding: 'json',
        payload: Buffer.from(JSON.stringify(forged)),
      });
      const seen = await planted(
        () => Promise.resolve(),
        (db) => db.run('DELETE FROM decision_record WHERE id = $1', [id]),
      );
      expect(seen).toEqual([what]);
    }
  });
});
