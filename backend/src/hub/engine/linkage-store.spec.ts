import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbProcess } from './duckdb-process.js';
import { LinkageStore } from './linkage-store.js';
import type { IncomingRecord, StewardDecisions, StoreClusters } from './linkage-store.js';
import { loadNicknames, standardise } from './standardise.js';
import { trainModel } from './linkage-run.js';
import type { LinkageModel } from './model.js';
import { resolveSettings } from './resolve-settings.js';
import { readNicknames, readSettings } from './settings-file.js';
import { ident, literal } from './sql-text.js';

const GIVEN = ['john', 'mary', 'robert', 'priya', 'ahmed', 'siobhan', 'ann', 'wei', 'olu', 'kate'];
const SURNAME = ['smith', 'jones', 'patel', 'khan', 'murphy', 'okafor', 'taylor', 'lewis', 'zhang'];
const TOWN = ['walsall', 'dudley', 'solihull', 'coventry'];

/** Record `i` of a world: about three records a person, a third of them with a slip or a gap. */
function person(i: number, salt: number): IncomingRecord {
  const entity = (i * 13) % 37;
  const n = (entity * 7919 + salt * 104_729) % 100_003;
  const dirt = (i * 31 + salt) % 9;
  const surname = SURNAME[(n >> 3) % SURNAME.length] as string;
  const day = `${1 + (n % 2)}${(n >> 4) % 10}`;
  return {
    source: i % 2 === 0 ? 'crime' : 'custody',
    key: `r${i}`,
    fields: new Map([
      ['given', GIVEN[n % GIVEN.length] as string],
      ['surname', dirt === 0 ? `${surname}e` : surname],
      ['dob', dirt === 1 ? '' : `19${50 + (n % 47)}-0${1 + (n % 9)}-${dirt === 2 ? '28' : day}`],
      ['city', dirt === 3 ? '' : (TOWN[n % 4] as string)],
    ]),
  };
}

describe('incremental linkage', () => {
  let folder = '';
  let model: LinkageModel;
  const open = (): Promise<DuckDbProcess> =>
    DuckDbProcess.open({ memoryMb: 512, threads: 1, tempFolder: folder, path: ':memory:' });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-store-'));
    model = await trained(await open());
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(
    steps: readonly Step[],
    decisions: StewardDecisions,
  ): Promise<{ text: string[]; edges: number }> {
    const db = await open();
    try {
      const store = await LinkageStore.create(db, model);
      for (const step of steps) await store.apply(step.upserts, step.deletes);
      const [edges] = await db.rows<[number]>('SELECT count(*) FROM edge');
      return { text: readable(await store.clusters(decisions)), edges: edges?.[0] ?? 0 };
    } finally {
      await db.close();
    }
  }

  it('gives the same clusters in one batch and in twenty shuffled ones with updates and deletes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const final = Array.from({ length: 90 }, (_, i) => person(i, seed));
        const a = final[1] as IncomingRecord;
        const b = final[2] as IncomingRecord;
        const c = final[3] as IncomingRecord;
        const decisions = { mustLink: [[a, b] as const], cannotLink: [[a, c] as const] };
        const once = await run([{ upserts: final, deletes: [] }], decisions);
        const many = await run(shuffled(final, seed), decisions);
        expect(many).toEqual(once);
        expect(once.edges).toBeGreaterThan(0);
        const alone = once.text.filter((line) => line.split(' > ')[0] === line.split(' > ')[1]);
        expect(alone.length).toBeLessThan(80);
      }),
      { numRuns: 2, seed: 20_260, endOnFailure: true },
    );
  }, 120_000);

  it('keeps must-link and cannot-link through a re-run', async () => {
    const final = Array.from({ length: 90 }, (_, i) => person(i, 5));
    const all = [{ upserts: final, deletes: [] }];
    const free = (await run(all, { mustLink: [], cannotLink: [] })).text;
    const rootOf = (r: IncomingRecord): string | undefined => rootIn(free, r);
    const joined = final.flatMap((x, i) =>
      final.slice(i + 1).flatMap((y) => (rootOf(x) === rootOf(y) ? [[x, y] as const] : [])),
    )[0] as readonly [IncomingRecord, IncomingRecord];
    const apart = final.find((r) => rootOf(r) !== rootOf(joined[0])) as IncomingRecord;
    const decided = (await run(all, { mustLink: [[joined[0], apart]], cannotLink: [joined] })).text;
    expect(rootIn(decided, joined[0])).toBe(rootIn(decided, apart));
    expect(rootIn(decided, joined[0])).not.toBe(rootIn(decided, joined[1]));
  }, 60_000);
});

interface Step {
  readonly upserts: readonly IncomingRecord[];
  readonly deletes: readonly IncomingRecord[];
}

/** Twenty batches in a seeded order; half the records first come in wrong, and strangers come and go. */
function shuffled(final: readonly IncomingRecord[], seed: number): Step[] {
  const steps: { upserts: IncomingRecord[]; deletes: IncomingRecord[] }[] = Array.from(
    { length: 20 },
    () => ({ upserts: [], deletes: [] }),
  );
  final.forEach((record, i) => {
    const at = 8 + ((i * 31 + seed) % 12);
    steps[at]?.upserts.push(record);
    const early = steps[(i * 17 + seed) % 8];
    // same name as the final record, other values: the later one must replace it without a trace
    if (i % 2 === 0) early?.upserts.push({ ...record, fields: person(i + 500, seed).fields });
    const stranger = person(i + 1000, seed);
    if (i % 5 === 0) {
      early?.upserts.push(stranger);
      steps[at]?.deletes.push(stranger);
    }
  });
  return steps;
}

function readable(clusters: StoreClusters): string[] {
  const name = (i: number): string => `${clusters.records[i]?.source}/${clusters.records[i]?.key}`;
  return [
    ...clusters.records.map((_, i) => `${name(i)} > ${name(clusters.roots[i] as number)}`),
    ...clusters.review.map((r) => `${r.reason} ${name(r.left)} ${name(r.right)}`),
  ];
}

function rootIn(text: readonly string[], record: IncomingRecord): string | undefined {
  const start = `${record.source}/${record.key} > `;
  return text.find((line) => line.startsWith(start))?.slice(start.length);
}

async function trained(db: DuckDbProcess): Promise<LinkageModel> {
  const read = readSettings('persons-without-addresses');
  if (!read.ok) throw new Error(read.reason);
  const resolved = resolveSettings(read.settings, new Set(['given', 'surname', 'dob', 'city']));
  if (!resolved.ok) throw new Error(resolved.reason);
  const settings = {
    ...resolved.settings,
    budgets: { ...resolved.settings.budgets, exhaustivePairs: 0 },
  };
  const people = Array.from({ length: 300 }, (_, i) => person(i, 3));
  const fields = Object.keys(settings.fields);
  const rows = people.map((p, i) => {
    const values = fields.map((f) => literal(p.fields.get(f) ?? ''));
    return `(${i}, ${literal(p.source)}, ${literal(`${p.key}-${i}`)}, ${values.join(', ')})`;
  });
  await db.run(`CREATE TABLE numbered AS SELECT * FROM (VALUES ${rows.join(', ')})
    AS t(rid, source, key, ${fields.map(ident).join(', ')})`);
  await loadNicknames(db, readNicknames());
  await standardise(db, settings, 'numbered', 'std');
  const { model } = await trainModel(db, settings, 'link-and-dedupe', () => undefined);
  await db.close();
  return model;
}
