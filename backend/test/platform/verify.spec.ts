import { beforeEach, expect, it } from 'vitest';
import { oneAuditRowPerEvent, seqWithoutGap } from '../../src/oversight/storage/verify-log.js';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import type { Db } from '../../src/platform/database/db.js';
import { versionsAudited } from '../../src/platform/database/invariant.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { makeThings, touchThings } from '../support/things.js';
import { withDatabases } from '../support/with-databases.js';

const CONTEXT: CommandContext = { actor: { kind: 'user', id: 'u-1' }, command: 'thing.touch' };
const INVARIANTS = [
  oneAuditRowPerEvent,
  versionsAudited({
    invariantId: 'I4',
    table: 'thing',
    entityKind: 'thing',
    idColumn: 'id',
    versionColumn: 'version',
  }),
  seqWithoutGap,
];

withDatabases('verify', (use) => {
  const verify = () => verifyDatabase(use().database, use().eventLog, INVARIANTS);
  const verdicts = async () => (await verify()).results.map(({ verdict }) => verdict);

  /** Empties the log as no application could, for the next planted violation. */
  beforeEach(() =>
    planted(async (db) => {
      await db.run('TRUNCATE event_log, audit CASCADE');
      await db.run('UPDATE event_counter SET n = 0');
      await db.run('DROP TABLE IF EXISTS thing');
    }),
  );

  function planted(break_: (db: Db) => Promise<unknown>): Promise<void> {
    return use().database.asLogin(async (db) => {
      await db.run('SET session_replication_role = replica');
      await break_(db);
      await db.run('SET session_replication_role = origin');
    });
  }

  async function twelveHundredEvents(): Promise<void> {
    const ids = Array.from({ length: 600 }, (_, n) => `t${n}`);
    await makeThings(use().database, ids);
    await use().work.run(CONTEXT, (tx) => touchThings(tx, ids));
    await use().work.run(CONTEXT, (tx) => touchThings(tx, ids));
  }

  it('claims nothing of an empty database', async () => {
    await makeThings(use().database);
    const report = await verify();
    expect(report).toMatchObject({ seq: 0, violated: 0 });
    expect(report.results.map(({ verdict }) => verdict)).toEqual([
      'not-observed',
      'not-observed',
      'not-observed',
    ]);
  });

  it('proves more than a page at a stated seq', async () => {
    await twelveHundredEvents();
    const report = await verify();
    expect(report).toMatchObject({ epoch: 1, seq: 1200, violated: 0 });
    expect(report.results.map(({ examined, verdict }) => [verdict, examined])).toEqual([
      ['proven', 1200],
      ['proven', 600],
      ['proven', 1200],
    ]);
  });

  const broken: [string, string, string[], RegExp][] = [
    [
      'an event without an audit row',
      'DELETE FROM audit WHERE seq = 700',
      ['violated', 'violated', 'proven'],
      /event 700 has no audit row/,
    ],
    [
      'an audit row without an event',
      'DELETE FROM event_log WHERE seq = 501',
      ['violated', 'proven', 'violated'],
      /audit row 501 has no event|seq 501 is missing/,
    ],
    [
      'an audit row of another version',
      'UPDATE audit SET to_version = 9, from_version = 8 WHERE seq = 3',
      ['violated', 'violated', 'proven'],
      /event and audit row 3 disagree/,
    ],
    [
      'an audit row of another actor',
      `UPDATE audit SET actor_id = 'u-2' WHERE seq = 1200`,
      ['violated', 'proven', 'proven'],
      /event and audit row 1200 disagree/,
    ],
    [
      'a changed row that nobody audited',
      `UPDATE thing SET version = 3 WHERE id = 't599'`,
      ['proven', 'violated', 'proven'],
      /version 3, but 2 audit rows/,
    ],
    [
      'the last event missing',
      'DELETE FROM event_log WHERE seq = 1200; DELETE FROM audit WHERE seq = 1200',
      ['proven', 'violated', 'violated'],
      /seq 1200 is missing/,
    ],
    [
      'an event past the counter',
      'UPDATE event_counter SET n = 1199',
      ['proven', 'proven', 'violated'],
      /seq 1200 lies past the counter/,
    ],
    [
      'a falling epoch',
      'UPDATE event_log SET epoch = 2 WHERE seq = 500',
      ['proven', 'proven', 'violated'],
      /epoch falls from 2 to 1 at seq 501/,
    ],
  ];

  it.each(broken)('finds %s', async (_name, sql, expected, what) => {
    await twelveHundredEvents();
    await planted((db) => db.run(sql));
    expect(await verdicts()).toEqual(expected);
    const { results } = await verify();
    const found = results.flatMap(({ violations }) => violations.map((one) => one.what));
    expect(found.join('\n')).toMatch(what);
  });
});
