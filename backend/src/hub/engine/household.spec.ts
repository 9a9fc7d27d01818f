import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainPair, explainPath } from './explain.js';
import { runLinkage } from './link-job.js';
import type { LinkOutcome } from './link-job.js';
import { readSettings } from './settings-file.js';

const GIVEN =
  'james oliver amelia isla noah george freya ivy lucas zara ahmed priya sofia daniel ruth owen'.split(
    ' ',
  );
const SURNAME =
  'smith jones khan patel evans walker begum hall green cooper ali parker bennett price'.split(' ');
const STREET = 'high church station albert park mill london queen chapel york manor grange'.split(
  ' ',
);

/** Small repeatable generator; only the shape of the data matters. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

interface Household {
  readonly csv: string;
  readonly truth: ReadonlyMap<string, number>;
}

/** 500 households: couples, twins, a father and son of one name, each person entered one to three times. */
function households(): Household {
  const roll = dice(3);
  const pick = (list: readonly string[]): string => list[roll(list.length)] as string;
  const born = (from: number, years: number): string =>
    `${from + roll(years)}-${String(1 + roll(12)).padStart(2, '0')}-${String(1 + roll(28)).padStart(2, '0')}`;
  const truth = new Map<string, number>();
  const rows = ['id,first_name,surname,dob,address,postcode'];
  let person = 0;
  for (let h = 0; h < 500; h += 1) {
    const surname = pick(SURNAME);
    const place = `${1 + roll(150)} ${pick(STREET)} street,B${1 + roll(98)} ${roll(10)}AB`;
    const first = pick(GIVEN);
    const family = [[first, born(1945, 30)]];
    const kind = roll(20);
    if (kind === 0) family.push([first, born(1980, 20)]);
    if (kind === 1) {
      const day = born(1985, 18);
      family.push([pick(GIVEN.slice(0, 8)), day], [pick(GIVEN.slice(8)), day]);
    }
    if (kind > 8) family.push([pick(GIVEN.filter((g) => g !== first)), born(1945, 30)]);
    for (const [given, dob] of family) {
      for (let copy = 0; copy <= roll(3); copy += 1) {
        const slip = roll(12) === 0 ? `${given}e` : given;
        truth.set(String(rows.length), person);
        rows.push(`${rows.length},${slip},${surname},${roll(25) === 0 ? '' : dob},${place}`);
      }
      person += 1;
    }
  }
  return { csv: `${rows.join('\n')}\n`, truth };
}

describe('people of one household', () => {
  let folder = '';
  let outcome: Extract<LinkOutcome, { ok: true }>;
  const made = households();
  let keys: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-household-'));
    writeFileSync(join(folder, 'people.csv'), made.csv);
    const read = readSettings('persons-with-addresses');
    if (!read.ok) throw new Error(read.reason);
    const choices = { map: new Map<string, string>() };
    const inputs = [join(folder, 'people.csv')];
    const result = await runLinkage(
      { inputs, settings: read.settings, choices, memoryMb: 512 },
      () => undefined,
    );
    if (!result.ok) throw new Error(result.reason);
    outcome = result;
    keys = (await result.db.rows<[string]>('SELECT key FROM std ORDER BY rid')).map(([k]) => k);
  }, 120_000);
  afterAll(async () => {
    await outcome.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are seldom taken for one person, and one person seldom for two', () => {
    let together = 0;
    let right = 0;
    let same = 0;
    const { roots } = outcome.clusters;
    keys.forEach((a, i) => {
      for (let j = i + 1; j < keys.length; j += 1) {
        const truly = made.truth.get(a) === made.truth.get(keys[j] as string);
        const joined = roots[i] === roots[j];
        if (joined) together += 1;
        if (truly) same += 1;
        if (truly && joined) right += 1;
      }
    });
    expect(right / together).toBeGreaterThan(0.95);
    expect(right / same).toBeGreaterThan(0.95);
  });

  it('explains every stored weight as the prior plus what each comparison added', async () => {
    const edges = await outcome.db.rows<[number, number, number]>(
      `SELECT l, r, evidence + ${outcome.model.priorWeight} FROM edge ORDER BY hash(l, r) LIMIT 25`,
    );
    expect(edges).toHaveLength(25);
    for (const [l, r, stored] of edges) {
      const pair = await explainPair(outcome.db, outcome.model, l, r);
      const sum = pair.contributions.reduce((total, c) => total + c.weight, pair.prior);
      expect(sum).toBe(stored);
      expect(pair.storedWeight).toBe(stored);
    }
  }, 60_000);

  it('names the chain between two members of a cluster and its weakest link', async () => {
    const { roots } = outcome.clusters;
    const a = roots.findIndex((root, rid) => root !== rid);
    const path = await explainPath(outcome.db, outcome.model, roots, [roots[a] as number, a]);
    expect(path?.steps[0]?.from).toBe(keys[roots[a] as number]);
    expect(path?.steps.at(-1)?.to).toBe(keys[a]);
    const weights = path?.steps.map((s) => s.weight) ?? [];
    expect(path?.weakest.weight).toBe(Math.min(...weights));
  });
});
