import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { oneAuditRowPerEvent, seqWithoutGap } from '../../src/oversight/storage/verify-log.js';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import { ensureClockAnchor } from '../../src/platform/clocks/clock-anchor.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { OpClock } from '../../src/platform/clocks/op-clock.js';
import { FakeWallClock } from '../../src/platform/clocks/wall-clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { EmbeddedDatabase } from '../../src/platform/database/embedded-database.js';
import { versionsAudited } from '../../src/platform/database/invariant.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { EventLog } from '../../src/platform/events/event-log.js';
import { startChild } from '../support/child-process.js';
import {
  makeThings,
  PAIRED_THINGS,
  pairOf,
  thingVersions,
  touchContext,
  touchThings,
} from '../support/things.js';
import { TEST_START, withEmbedded, withPostgres } from '../support/with-databases.js';

const POSTGRES_KILLS = 50;
// opening the embedded database again takes 2 to 4 s, and there is one child at a time
const EMBEDDED_KILLS = 6;
const CLIENTS = 4;

interface Kill {
  readonly kind: 'postgres' | 'embedded';
  readonly where: string;
  readonly round: number;
  readonly afterMs: number;
}

/** The keys a child said it had sent, and those it had an answer to, before it was killed. */
interface Journal {
  readonly sent: string[];
  readonly acked: string[];
}

async function killOnce({ kind, where, round, afterMs }: Kill): Promise<Journal> {
  const child = startChild('touching-child.ts', [kind, where, String(round), String(CLIENTS)]);
  await child.line('ready');
  // the first answer is there, so commands are under way; then somewhere in the middle of one
  await child.line('acked');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await child.kill();
  const keys = (word: string) =>
    child.lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ')[1]!);
  expect(keys('failed')).toEqual([]);
  return { sent: keys('sent'), acked: keys('acked') };
}

/** Delays that differ by a seed which is printed, so that a failing run can be had again. */
function delays(count: number, longestMs: number): number[] {
  let state = Number(process.env['MUSTER_TEST_SEED'] ?? process.pid) >>> 0;
  process.stdout.write(`kill test: MUSTER_TEST_SEED=${state}\n`);
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * longestMs;
  });
}

/** Every acknowledged command is there once; sending all again has the effect of those not there. */
async function expectExactlyOnce(database: Database, { sent, acked }: Journal): Promise<void> {
  const wall = new FakeWallClock(TEST_START);
  const anchor = await ensureClockAnchor(database, wall, { training: true });
  const work = new UnitOfWork(database, new Clocks(wall, new OpClock(wall, anchor)));
  const stored = await database.on('read').rows<{ key: string }>('SELECT key FROM idempotency');
  const keys = new Set(stored.map(({ key }) => key));
  expect(acked.filter((key) => !keys.has(key))).toEqual([]);
  expect(await effects(database)).toEqual(effectsOf([...keys]));
  for (const key of sent) await work.run(touchContext(key), (tx) => touchThings(tx, pairOf(key)));
  expect(await effects(database)).toEqual(effectsOf(sent));
  const eventLog = new EventLog(database);
  const things = { table: 'thing', entityKind: 'thing', idColumn: 'id', versionColumn: 'version' };
  const report = await verifyDatabase(database, eventLog, [
    oneAuditRowPerEvent,
    seqWithoutGap,
    versionsAudited({ invariantId: 'I4', ...things }),
  ]);
  expect(report.results.map(({ verdict }) => verdict)).toEqual(['proven', 'proven', 'proven']);
  expect(report.seq).toBe(sent.length * 2);
}

const effects = thingVersions;

function effectsOf(keys: readonly string[]): Record<string, number> {
  const versions = Object.fromEntries(PAIRED_THINGS.map((id) => [id, 0]));
  for (const id of keys.flatMap(pairOf)) versions[id] = (versions[id] ?? 0) + 1;
  return versions;
}

withPostgres('kill -9 of a backend', (use) => {
  it(`loses nothing acknowledged and halves nothing at ${POSTGRES_KILLS} moments`, async () => {
    const { database, databaseUrl } = use();
    await makeThings(database, PAIRED_THINGS);
    const journal: Journal = { sent: [], acked: [] };
    for (const [round, afterMs] of delays(POSTGRES_KILLS, 60).entries()) {
      const killed = await killOnce({ kind: 'postgres', where: databaseUrl!, round, afterMs });
      journal.sent.push(...killed.sent);
      journal.acked.push(...killed.acked);
    }
    expect(journal.sent.length).toBeGreaterThan(journal.acked.length);
    await expectExactlyOnce(database, journal);
  }, 240_000);
});

withEmbedded('kill -9 of the process', () => {
  it(`loses nothing acknowledged and halves nothing at ${EMBEDDED_KILLS} moments`, async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'muster-kill-'));
    const folder = join(scratch, 'db');
    try {
      const template = new Uint8Array(readFileSync(inject('services').embeddedTemplate));
      const made = await EmbeddedDatabase.open({ folder, template });
      await makeThings(made, PAIRED_THINGS);
      await made.close();
      const journal: Journal = { sent: [], acked: [] };
      for (const [round, afterMs] of delays(EMBEDDED_KILLS, 400).entries()) {
        const killed = await killOnce({ kind: 'embedded', where: folder, round, afterMs });
        journal.sent.push(...killed.sent);
        journal.acked.push(...killed.acked);
      }
      expect(journal.sent.length).toBeGreaterThan(journal.acked.length);
      const database = await EmbeddedDatabase.open({ folder });
      await expectExactlyOnce(database, journal);
      await database.close();
    } finally {
      rmSync(scratch, { recursive: true });
    }
  }, 240_000);
});
