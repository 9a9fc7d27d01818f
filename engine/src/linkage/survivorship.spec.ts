import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearedView } from './cleared-view.js';
import { carryIds } from './golden-ids.js';
import { goldenRecord, spellingKey } from './survivorship.js';
import type { GoldenRecord, Mention, SurvivorshipRules } from './survivorship.js';

const SEED = 20_264;
const RULES: SurvivorshipRules = {
  fields: { surname: 'mostSeen', street: 'newest', dob: 'trusted', phone: 'all' },
  trusted: ['firearms', 'custody'],
  classifications: ['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET'],
  retention: [
    { group: '1', years: 10 },
    { group: '2', years: 10 },
    { group: '3', years: 6 },
  ],
};

const day = fc
  .tuple(fc.integer({ min: 2010, max: 2025 }), fc.integer({ min: 10, max: 12 }))
  .map(([y, m]) => `${y}-${m}-15`);
const word = (...words: string[]): fc.Arbitrary<string | null> =>
  fc.oneof(fc.constantFrom(...words), fc.constant(null));
const mention: fc.Arbitrary<Omit<Mention, 'recordKey'>> = fc.record({
  source: fc.constantFrom('crime', 'custody', 'firearms', 'missing'),
  mentionNo: fc.constantFrom(1, 2),
  role: fc.constantFrom('suspect', 'victim'),
  recordedOn: fc.option(day, { nil: null }),
  classification: fc.constantFrom('OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET'),
  grade: word('2B-C', '1A-P'),
  retention: fc.constantFrom('1', '2', '3'),
  fields: fc.record({
    surname: word('Smith', 'SMITH', 'Smyth'),
    street: word('High Street', 'Mill Lane'),
    dob: word('1980-01-02', '1980-02-01'),
    phone: word('07700900001', '07700900002'),
  }),
  markers: fc.array(
    fc.record({
      code: fc.constantFrom('VI', 'WE'),
      text: fc.constant(null),
      setOn: fc.option(day, { nil: null }),
      reviewOn: fc.constant(null),
      expiresOn: fc.constant(null),
    }),
    { maxLength: 2 },
  ),
  opinions: fc.array(fc.constantFrom('is said to deal', 'may be at risk'), { maxLength: 1 }),
});
const cluster = fc
  .array(mention, { minLength: 2, maxLength: 8 })
  .map((list): Mention[] => list.map((m, i) => ({ ...m, recordKey: `r${i}` })));
const checked = (property: fc.IProperty<[Mention[], number]>): void =>
  fc.assert(property, { seed: SEED, numRuns: 300 });
const split = fc.integer({ min: 1, max: 7 });

describe('golden record', () => {
  it('chooses by rule and says where each value is from', () => {
    const base = {
      mentionNo: 1,
      role: 'suspect',
      classification: 'OFFICIAL',
      grade: null,
      retention: '3',
      markers: [],
      opinions: [],
    };
    const members: Mention[] = [
      {
        ...base,
        source: 'crime',
        recordKey: 'c1',
        recordedOn: '2024-05-01',
        fields: { surname: 'SMITH', street: 'Mill Lane', dob: '1980-02-01', phone: '1' },
      },
      {
        ...base,
        source: 'crime',
        recordKey: 'c2',
        recordedOn: '2020-05-01',
        fields: { surname: 'Smith', street: 'High Street', dob: '1980-02-01', phone: '2' },
      },
      {
        ...base,
        source: 'custody',
        recordKey: 'x1',
        recordedOn: '2019-01-01',
        classification: 'SECRET',
        retention: '2',
        fields: { surname: 'Smyth', street: 'High Street', dob: '1980-01-02', phone: null },
      },
    ];
    const { facts, classification, retention } = goldenRecord(members, RULES);
    expect(facts['surname']?.[0]).toEqual({
      value: 'SMITH',
      source: 'crime',
      recordKey: 'c1',
      mentionNo: 1,
      rule: 'mostSeen',
      date: '2024-05-01',
      confidence: 667,
      classification: 'OFFICIAL',
    });
    expect(facts['street']?.map((v) => v.value)).toEqual(['Mill Lane', 'High Street']);
    expect(facts['street']?.[1]).toMatchObject({ recordKey: 'c2', classification: 'OFFICIAL' });
    expect(facts['surname']?.[1]).toMatchObject({ value: 'Smyth', classification: 'SECRET' });
    expect(facts['dob']?.[0]).toMatchObject({
      value: '1980-01-02',
      source: 'custody',
      confidence: 333,
    });
    expect(facts['phone']?.map((v) => v.value)).toEqual(['1', '2']);
    expect(classification).toBe('SECRET');
    expect(retention).toEqual({ group: '2', lastContact: '2024-05-01', reviewOn: '2034-05-01' });
  });

  it('does not depend on the order of its records', () => {
    checked(
      fc.property(cluster, split, (members, n) => {
        const turned = [...members.slice(n), ...members.slice(0, n)].reverse();
        expect(goldenRecord(turned, RULES)).toEqual(goldenRecord(members, RULES));
      }),
    );
  });

  it('gives back exactly what was there after a merge is undone', () => {
    checked(
      fc.property(cluster, split, (members, n) => {
        const cut = Math.min(n, members.length - 1);
        const [left, right] = [members.slice(0, cut), members.slice(cut)];
        const before = JSON.stringify([goldenRecord(left, RULES), goldenRecord(right, RULES)]);
        const merged = goldenRecord(members, RULES);
        expect(JSON.stringify([goldenRecord(left, RULES), goldenRecord(right, RULES)])).toBe(
          before,
        );
        // warnings of both are on the merged one, and each goes home with its own record
        const both = [...goldenRecord(left, RULES).markers, ...goldenRecord(right, RULES).markers];
        expect(sorted(merged.markers)).toEqual(sorted(both));
      }),
    );
  });

  it('never loses a warning, lowers a marking, or mixes opinion into facts', () => {
    checked(
      fc.property(cluster, split, (members, _n) => {
        const golden = goldenRecord(members, RULES);
        const markers = members.flatMap((m) =>
          m.markers.map((k) => ({
            ...k,
            source: m.source,
            recordKey: m.recordKey,
            mentionNo: m.mentionNo,
            grade: m.grade,
            classification: m.classification,
          })),
        );
        expect(sorted(golden.markers)).toEqual(sorted(markers));
        const ranks = members.map((m) => RULES.classifications.indexOf(m.classification));
        expect(golden.classification).toBe(RULES.classifications[Math.max(...ranks)]);
        for (const [name, values] of Object.entries(golden.facts)) {
          for (const v of values) {
            const holders = members.filter(
              (m) => spellingKey(m.fields[name] ?? '') === spellingKey(v.value),
            );
            const origin = holders.find(
              (m) => m.source === v.source && m.recordKey === v.recordKey,
            );
            expect(origin?.fields[name]).toBe(v.value);
            expect(origin?.classification).toBe(v.classification);
            const known = members.filter((m) => m.fields[name]).length;
            expect(v.confidence).toBe(Math.round((1000 * holders.length) / known));
          }
        }
        expect(golden.opinions).toHaveLength(members.flatMap((m) => m.opinions).length);
      }),
    );
  });

  it('shows to the uncleared exactly what records open to them say', () => {
    checked(
      fc.property(cluster, split, (members, _n) => {
        const seen = clearedView(goldenRecord(members, RULES), new Set(['OFFICIAL']));
        const open = members.filter((m) => m.classification === 'OFFICIAL');
        if (open.length === 0) {
          expect(seen).toBeNull();
          return;
        }
        const alone = goldenRecord(open, RULES);
        const spellings = (facts: GoldenRecord['facts']): string[] =>
          Object.entries(facts)
            .flatMap(([name, vs]) =>
              vs.map((v) => `${name} ${spellingKey(v.value)} ${v.recordKey}`),
            )
            .sort();
        expect(spellings(seen?.facts ?? {})).toEqual(spellings(alone.facts));
        expect(seen?.markers).toEqual(alone.markers);
        expect(seen?.opinions).toEqual(alone.opinions);
      }),
    );
  });

  it('keeps no trace of a disposed record', () => {
    checked(
      fc.property(cluster, split, (members, _n) => {
        const last = members.at(-1) as Mention;
        const marked = {
          ...last,
          fields: { ...last.fields, surname: 'Unmistakable' },
          recordKey: 'gone-1',
        };
        const rest = members.slice(0, -1);
        expect(JSON.stringify(goldenRecord([...rest, marked], RULES))).toContain('Unmistakable');
        const after = JSON.stringify(goldenRecord(rest, RULES));
        expect(after).not.toContain('Unmistakable');
        expect(after).not.toContain('gone-1');
      }),
    );
  });
});

function sorted(items: readonly unknown[]): string[] {
  return items.map((i) => JSON.stringify(Object.entries(i as object).sort())).sort();
}

describe('ids of golden records', () => {
  const fresh = (n: number): string => `new-${n}`;
  const before = new Map([
    ['a', 'A'],
    ['b', 'A'],
    ['c', 'A'],
    ['d', 'B'],
  ]);

  it('go on with most of their members; splits get new ones, merged ones redirect', () => {
    expect(carryIds(before, [['a', 'b', 'c'], ['d']], fresh)).toEqual({
      ids: ['A', 'B'],
      gone: new Map(),
    });
    expect(carryIds(before, [['a', 'b', 'c', 'd', 'e']], fresh)).toEqual({
      ids: ['A'],
      gone: new Map([['B', 'A']]),
    });
    expect(carryIds(before, [['c'], ['a', 'b'], ['d']], fresh).ids).toEqual(['new-0', 'A', 'B']);
    expect(carryIds(before, [['a', 'b', 'c']], fresh).gone).toEqual(new Map([['B', null]]));
    expect(carryIds(before, [['a', 'b', 'd'], ['c']], fresh).ids).toEqual(['A', 'new-1']);
  });

  it('are never given twice, and every former id is carried on or accounted for', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(groups, groups, (old, now) => {
        const former = new Map(old.map((g, i) => [`m${i}`, `id${g}`]));
        const byGroup = new Map<number, string[]>();
        now.forEach((g, i) => byGroup.set(g, [...(byGroup.get(g) ?? []), `m${i}`]));
        const { ids, gone } = carryIds(former, [...byGroup.values()], fresh);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of new Set(former.values())) expect(ids.includes(id)).toBe(!gone.has(id));
        for (const to of gone.values()) if (to !== null) expect(ids).toContain(to);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
