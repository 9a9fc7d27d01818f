import { beforeAll, expect, it } from 'vitest';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import { readSurvivorship } from '../../src/hub/engine/survivorship-file.js';
import { HubService } from '../../src/hub/hub.service.js';
import type { PublicationInput, PublishedMention } from '../../src/hub/publication-plan.js';
import { PublicationService } from '../../src/hub/publication.service.js';
import { StewardsService } from '../../src/hub/stewards.service.js';
import { HUB_INVARIANTS } from '../../src/hub/storage/invariants.js';
import type { CommandContext } from '../../src/platform/database/outcome.js';
import { withDatabases } from '../support/with-databases.js';

const STEWARD: CommandContext = {
  actor: { kind: 'user', id: '7e1f6f86-0000-4000-8000-000000000001' },
  command: 'hub.test',
};
const OPEN = new Set(['OFFICIAL', 'OFFICIAL-SENSITIVE']);
const ALL = new Set([...OPEN, 'SECRET']);

function person(
  key: string,
  given: string,
  more: Partial<PublishedMention> = {},
): PublishedMention {
  return {
    source: 'crime',
    recordKey: key,
    mentionNo: 1,
    kind: 'person',
    role: 'suspect',
    recordedOn: '2024-05-01',
    classification: 'OFFICIAL-SENSITIVE',
    grade: null,
    retention: '3',
    fields: { given, surname: "O'Neill", dob: '1980-01-02' },
    markers: [],
    opinions: [],
    ...more,
  };
}
const WARNED = person('c2', 'Johnny', {
  markers: [{ code: 'VI', text: null, setOn: '2023-01-01', reviewOn: null, expiresOn: null }],
});
const CLOSED = person('c3', 'Sean', {
  classification: 'SECRET',
  fields: { given: 'Sean', surname: 'Hidden' },
  opinions: ['is said to deal'],
});
const CAR: PublishedMention = person('c1', '', {
  kind: 'vehicle',
  mentionNo: 2,
  role: 'seen',
  fields: { vrm: 'AB12CDE', make: 'Ford' },
});
const MENTIONS = [person('c1', 'John'), WARNED, CLOSED, CAR];
const input = (clusters: number[][], mentions = MENTIONS): PublicationInput => ({
  modelHash: 'm1',
  mentions,
  clusters,
  links: [{ source: 'crime', recordKey: 'c1', fromNo: 1, toNo: 2, role: 'in vehicle' }],
});
const APART = input([[0], [1], [2], [3]]);
const TOGETHER = input([[0, 1], [2], [3]]);

withDatabases('publications', (use) => {
  let publications: PublicationService;
  let hub: HubService;
  let first: { id: string; json: string }[] = [];

  beforeAll(() => {
    const { database, work, clocks } = use();
    publications = new PublicationService(database, work, clocks, readSurvivorship());
    hub = new HubService(database);
  });

  const seen = async (): Promise<{ id: string; json: string }[]> => {
    const found = await hub.findPersonByName({ surname: "o'neill" }, ALL);
    return found.map(({ id, record }) => ({ id, json: JSON.stringify(record) }));
  };
  const published = async (from: PublicationInput): Promise<number> => {
    const built = await publications.build(from);
    expect(built.faults).toEqual([]);
    expect(await publications.switchTo(STEWARD, built.id)).toMatchObject({ ok: true });
    return built.id;
  };
  const allRows = async (): Promise<unknown> => {
    const db = use().database.on('read');
    return Promise.all(
      ['hub_mention', 'hub_member', 'golden_record', 'golden_redirect', 'hub_link'].map((t) =>
        db.rows(`SELECT * FROM ${t} ORDER BY 1, 2, 3`),
      ),
    );
  };
  const verified = async (): Promise<string[]> => {
    const { results } = await verifyDatabase(use().database, use().eventLog, HUB_INVARIANTS);
    return results.flatMap(({ id, violations }) => violations.map(({ what }) => `${id} ${what}`));
  };

  it('are not seen before the switch, which is one row and one event', async () => {
    const built = await publications.build(APART);
    expect(built).toMatchObject({
      baseId: 0,
      faults: [],
      counts: { golden_person: 3, golden_vehicle: 1 },
    });
    expect(await seen()).toEqual([]);
    const before = await use().eventLog.head();
    const result = await publications.switchTo(STEWARD, built.id);
    expect(result).toMatchObject({ ok: true, value: { from: 0, to: built.id } });
    const events = await use().eventLog.readFrom(before.seq, 10);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'publication.switched',
      codes: { from: 0, to: built.id },
    });
    first = await seen();
    expect(first).toHaveLength(2);
  });

  it('write nothing for what did not change', async () => {
    const { counts } = await publications.build(APART);
    const written = Object.entries(counts).filter(([name]) => /_(added|ended)$/.test(name));
    expect(written.map(([, n]) => n)).toEqual(written.map(() => 0));
  });

  it('merge under the id that stays, redirect the other, and undo it exactly', async () => {
    await published(TOGETHER);
    const [merged, ...others] = await seen();
    expect(others).toEqual([]);
    expect(first.map(({ id }) => id)).toContain(merged?.id);
    const gone = first.find(({ id }) => id !== merged?.id);
    expect((await hub.findById(gone?.id ?? '', ALL))?.id).toBe(merged?.id);
    expect(merged?.json).toContain('"code":"VI"');
    await published(APART);
    const restored = await seen();
    expect(restored.map(({ json }) => json).sort()).toEqual(first.map(({ json }) => json).sort());
    expect(restored.map(({ id }) => id)).toContain(merged?.id);
    // the part that was split off is a new record; the former id is not brought back
    expect(restored.map(({ id }) => id)).not.toContain(gone?.id);
  });

  it('roll back by the same switch; the next build withdraws what came after', async () => {
    const base = await published(APART);
    const before = await seen();
    const rows = await allRows();
    const later = await published(TOGETHER);
    expect(await seen()).toHaveLength(1);
    expect(await publications.switchTo(STEWARD, base)).toMatchObject({ ok: true });
    expect(await seen()).toEqual(before);
    await publications.build(APART);
    expect(await allRows()).toEqual(rows);
    expect(await publications.switchTo(STEWARD, later)).toMatchObject({
      ok: false,
      code: 'NOT_FOUND',
    });
    expect(await publications.switchTo(STEWARD, 9999)).toMatchObject({
      ok: false,
      code: 'NOT_FOUND',
    });
  });

  it('are held when a guard speaks, and the readers keep what they had', async () => {
    const before = await seen();
    const many = Array.from({ length: 61 }, (_, i) =>
      person(`m${String(i).padStart(2, '0')}`, 'John'),
    );
    const built = await publications.build(input([many.map((_, i) => i)], many));
    expect(built.faults).toEqual(['PERSON_TOO_LARGE']);
    const switched = await publications.switchTo(STEWARD, built.id);
    expect(switched).toMatchObject({ ok: false, code: 'NOT_CHECKED' });
    const lost = await publications.build(input([[0, 1], [2]]));
    expect(lost.faults).toEqual(['MENTION_WITHOUT_ONE_GOLDEN_RECORD']);
    expect(await seen()).toEqual(before);
  });

  it('show nobody more than he is cleared for', async () => {
    expect(await hub.findPersonByName({ surname: 'Hidden' }, OPEN)).toEqual([]);
    expect(await hub.findPersonByName({ surname: 'Hidden', given: 'Sean' }, ALL)).toHaveLength(1);
    await published(input([[0, 2], [1], [3]]));
    const found = await hub.findPersonByName({ surname: "O'Neill", given: 'John' }, OPEN);
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toMatch(/Hidden|said to deal|c3/);
    await published(APART);
  });

  it('find a vehicle by its plate and a person by a name that is only alike', async () => {
    const [car] = await hub.findByVrm('ab12 cde', OPEN);
    expect(car?.record.facts['make']?.[0]?.value).toBe('Ford');
    expect(await hub.findByVrm('AB12CDF', OPEN)).toEqual([]);
    expect(await hub.findPersonByName({ surname: 'ONiell', given: 'John' }, OPEN)).not.toEqual([]);
  });

  it('keep I9 and I4, and a planted violation is found', async () => {
    expect(await verified()).toEqual([]);
    const broken = async (sql: string, mend: string): Promise<string[]> => {
      await use().database.asLogin((db) => db.run(sql));
      const found = await verified();
      await use().database.asLogin((db) => db.run(mend));
      return found;
    };
    const orphaned = await broken(
      `UPDATE golden_record SET kind = 'phone' WHERE kind = 'vehicle' AND until_publication IS NULL`,
      `UPDATE golden_record SET kind = 'vehicle' WHERE kind = 'phone' AND until_publication IS NULL`,
    );
    expect(orphaned).toEqual(['I9 1 memberships, 0 golden records of its kind']);
    const twice = await broken(
      `INSERT INTO hub_member SELECT source, record_key, mention_no, golden_id, 0, NULL FROM hub_member
       WHERE record_key = 'c1' AND mention_no = 2 AND until_publication IS NULL`,
      'DELETE FROM hub_member WHERE from_publication = 0',
    );
    expect(twice).toEqual(['I9 2 memberships, 2 golden records of its kind']);
    const unaudited = await broken(
      'UPDATE current_publication SET version = version + 1',
      'UPDATE current_publication SET version = version - 1',
    );
    expect(unaudited.every((what) => what.startsWith('I4')) && unaudited.length > 0).toBe(true);
    expect(await verified()).toEqual([]);
  });

  it('are cleaned up: nothing is left of a disposed record, readers see the same', async () => {
    const older = await published(APART);
    await published(input([[0, 1], [2]], [MENTIONS[0] as PublishedMention, WARNED, CAR]));
    const db = use().database.on('read');
    const traces = (): Promise<object[]> =>
      db.rows(`SELECT 1 FROM golden_record WHERE content::text LIKE '%Hidden%'
        UNION ALL SELECT 1 FROM hub_mention WHERE content::text LIKE '%Hidden%'`);
    expect(await traces()).not.toEqual([]);
    const before = await seen();
    expect(await publications.clean(1)).toBeGreaterThan(0);
    expect(await traces()).toEqual([]);
    expect(await seen()).toEqual(before);
    expect(await publications.switchTo(STEWARD, older)).toMatchObject({
      ok: false,
      code: 'NOT_FOUND',
    });
    expect(await publications.clean(1)).toBe(0);
    expect(await verified()).toEqual([]);
  });

  it('stewards decide once a pair, in either order, and may take it back', async () => {
    const { database, work } = use();
    const stewards = new StewardsService(database, work);
    const pair = [MENTIONS[0], MENTIONS[1]] as [PublishedMention, PublishedMention];
    const turned = [pair[1], pair[0]] as const;
    const said = { verdict: 'cannot-link', pair, reason: 'brothers' } as const;
    const made = await stewards.decide(STEWARD, said);
    expect(made).toMatchObject({ ok: true });
    expect(
      await stewards.decide(STEWARD, { ...said, verdict: 'must-link', pair: turned }),
    ).toMatchObject({
      ok: false,
      code: 'ALREADY_DECIDED',
    });
    expect(await stewards.standing()).toMatchObject([
      { verdict: 'cannot-link', left: { recordKey: 'c1' }, right: { recordKey: 'c2' } },
    ]);
    const id = made.ok ? made.value.id : '';
    expect(await stewards.withdraw(STEWARD, id)).toMatchObject({ ok: true });
    expect(await stewards.withdraw(STEWARD, id)).toMatchObject({ ok: false, code: 'NOT_FOUND' });
    expect(await stewards.standing()).toEqual([]);
    expect(await stewards.decide(STEWARD, { ...said, pair: turned })).toMatchObject({ ok: true });
    expect(await verified()).toEqual([]);
  });
});
