import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFile } from './import-run.js';
import { linkStaged } from './link-mentions.js';
import type { LinkedMentions, NamedDecision } from './link-mentions.js';
import { readSource } from './source-file.js';
import { openStaging } from './staging.js';
import { scoreAgainst } from './truth.js';

const GIVEN = ['James', 'Fatima', 'Robert', 'Priya', 'Siobhan', 'Kwame', 'Agnieszka', 'Liam'];
const SURNAME = ['Hickinbottom', 'Rahman', 'Dhillon', 'Murphy', 'Okafor', 'Nowak', 'Tranter'];
const HEADER = 'certificate_no,granted_on,last_name,first_names,born,address_1,town,postcode,phone';

/** Record `i` of a world of 80 people with about three records each; some have a slip. */
function row(i: number): string {
  const who = i % 80;
  const slip = (i * 31) % 7;
  const surname = `${SURNAME[who % 7]}${slip === 0 ? 'e' : ''}`;
  const born = slip === 1 ? '' : `1${(who % 9) + 1}/0${(who % 8) + 1}/19${50 + (who % 43)}`;
  const phone = slip === 2 ? '' : `07700${String(900_000 + who * 137)}`;
  return `F${i},05/03/2024,${surname},${GIVEN[who % 8]},${born},${who + 1} Mill Lane,Dudley,DY1 ${who % 9}AB,${phone}`;
}
const ROWS = Array.from({ length: 240 }, (_, i) => row(i));

describe('from staged mentions to clusters', () => {
  const folders: string[] = [];
  let model = '';
  let once: LinkedMentions;

  async function linkedFrom(
    batches: readonly (readonly string[])[],
    decisions: readonly NamedDecision[] = [],
  ): Promise<LinkedMentions> {
    const folder = mkdtempSync(join(tmpdir(), 'hub-link-'));
    folders.push(folder);
    mkdirSync(folder, { recursive: true });
    if (model !== '') copyFileSync(model, join(folder, 'person-model.json'));
    else model = join(folder, 'person-model.json');
    const hub = { folder, memoryMb: 512, threads: 1 };
    const read = readSource('firearms');
    if (!read.ok) throw new Error(read.reason);
    const db = await openStaging(hub);
    try {
      for (const [n, rows] of batches.entries()) {
        const file = join(folder, `batch-${n}.csv`);
        writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
        expect(await importFile(db, read.source, file, '2026-03-02')).toMatchObject({ ok: true });
      }
    } finally {
      await db.close();
    }
    return linkStaged(hub, decisions, () => undefined);
  }
  const named = ({ mentions, clusters }: LinkedMentions): string[] =>
    clusters
      .map((c) =>
        c
          .map((i) => mentions[i]?.recordKey)
          .sort()
          .join(' '),
      )
      .sort();
  const mention = (recordKey: string) => ({ source: 'firearms', recordKey, mentionNo: 1 });

  beforeAll(async () => {
    once = await linkedFrom([ROWS]);
  }, 120_000);
  afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true, force: true })));

  it('puts every mention into exactly one cluster of its kind', () => {
    const members = once.clusters.flat().sort((a, b) => a - b);
    expect(members).toEqual(once.mentions.map((_, i) => i));
    for (const c of once.clusters) {
      expect(new Set(c.map((i) => once.mentions[i]?.kind)).size).toBe(1);
    }
  });

  it('finds the people', () => {
    const truth = join(folders[0] ?? '', 'truth.csv');
    const lines = ROWS.map((_, i) => `firearms,F${i},1,person,P${i % 80}`);
    writeFileSync(truth, ['source,record_key,mention,kind,entity', ...lines].join('\n'));
    const { person } = scoreAgainst(truth, once);
    expect(person).toMatchObject({ mentions: 240, truePairs: 240 });
    expect(person?.precision).toBeGreaterThan(0.99);
    expect(person?.recall).toBeGreaterThan(0.95);
  });

  it('ends the same whatever the batches, with corrections among them', async () => {
    const wrong = ROWS.slice(0, 60).map((r) =>
      r.replace(/Mill Lane,Dudley/, 'High Street,Walsall'),
    );
    const many = await linkedFrom([
      wrong.toReversed(),
      ROWS.slice(150).toReversed(),
      ROWS.slice(40, 170),
      ROWS.slice(0, 80),
    ]);
    expect(named(many)).toEqual(named(once));
    expect(many.modelHash).toBe(once.modelHash);
  }, 120_000);

  it('keeps what stewards decided, and is as before when they take it back', async () => {
    const together = named(once).find((c) => c.includes(' ')) ?? '';
    const [a = '', b = ''] = together.split(' ');
    const other = named(once).find((c) => !c.includes(a)) ?? '';
    const [c = ''] = other.split(' ');
    const decided = await linkedFrom(
      [ROWS],
      [
        { verdict: 'cannot-link', left: mention(a), right: mention(b) },
        { verdict: 'must-link', left: mention(a), right: mention(c) },
      ],
    );
    const holding = named(decided).find((line) => line.split(' ').includes(a)) ?? '';
    expect(holding.split(' ')).not.toContain(b);
    expect(holding.split(' ')).toContain(c);
    expect(named(await linkedFrom([ROWS]))).toEqual(named(once));
  }, 120_000);
});
