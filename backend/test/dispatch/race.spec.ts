import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncidentView } from '@muster/contracts';
import { DISPATCH_INVARIANTS } from '../../src/dispatch/storage/invariants.js';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import type { Actor } from '../../src/platform/database/db.js';
import { withPostgres } from '../support/with-databases.js';
import { account, as, incidentAt, openDesk, station, user, type Desk } from './desk.js';

/** 1,000 for the full run: MUSTER_RACES=1000. */
const RACES = Number(process.env['MUSTER_RACES'] ?? '100');
const DISPATCHERS = 40;
const UNITS = 8;

interface Racer {
  readonly actor: Actor;
  readonly name: string;
  readonly desk: Desk;
  readonly incident: IncidentView;
  readonly recommendationId: string;
}

withPostgres(`${DISPATCHERS} dispatchers on two backends`, (use) => {
  const desks: Desk[] = [];
  const racers: Racer[] = [];
  let unitIds: string[] = [];

  beforeAll(async () => {
    desks.push(await openDesk(use().database, use().clocks));
    desks.push(await openDesk(await use().openAnother(), use().clocks));
    const [first] = desks;
    if (!first) throw new Error('no desk');
    const units = await station(
      first,
      use().clocks,
      Array.from({ length: UNITS }, (_, i) => ({ callSign: `X${i}`, at: [i, i] as const })),
    );
    unitIds = [...units.values()];
    for (const desk of desks) await desk.caughtUp();
    for (let n = 0; n < DISPATCHERS; n += 1) racers.push(await racer(n));
  });
  afterAll(async () => {
    for (const desk of desks) await desk.close();
  });

  async function racer(n: number): Promise<Racer> {
    const desk = desks[n % 2];
    if (!desk) throw new Error('no desk');
    const actor = user();
    const name = `Dispatcher ${n}`;
    await account(desk, actor, name);
    const incident = await incidentAt(desk, [n % 10, 5]);
    const offered = await desk.recommendations.recommend(incident.id, actor);
    if (!offered.ok) throw new Error(offered.code);
    return { actor, name, desk, incident, recommendationId: offered.value.id };
  }

  /** Everybody sends the same unit to an incident of their own, at once. */
  async function race(unitId: string): Promise<void> {
    const results = await Promise.all(
      racers.map(async ({ actor, desk, incident, recommendationId }) =>
        desk.winners.nameIn(
          await desk.assigning.assign(as(actor, 'assignUnits'), {
            incidentId: incident.id,
            unitIds: [unitId],
            recommendationId,
            overrideReason: 'Race',
          }),
        ),
      ),
    );
    const winners = results.flatMap((result, n) => (result.ok ? [n] : []));
    expect(winners).toHaveLength(1);
    const winner = racers[winners[0] ?? 0];
    const losers = results.filter((result) => !result.ok);
    for (const lost of losers) {
      expect(lost).toMatchObject({
        code: 'UNIT_ALREADY_ASSIGNED',
        details: { wonByName: winner?.name, incidentNo: winner?.incident.no },
      });
    }
    const active = await use()
      .database.on('read')
      .rows<{ id: string; incident_id: string }>(
        `SELECT id, incident_id FROM assignment WHERE unit_id = $1 AND state <> 'released'`,
        [unitId],
      );
    expect(active.map((row) => row.incident_id)).toEqual([winner?.incident.id]);
    const ended = await winner?.desk.releasing.standDown(
      as(winner.actor, 'standDown'),
      active[0]?.id ?? '',
      'Next race',
    );
    expect(ended).toMatchObject({ ok: true });
  }

  it(`${RACES} races: one winner each, every loser told who won`, async () => {
    for (let n = 0; n < RACES; n += 1) await race(unitIds[n % UNITS] ?? '');
    const { results } = await verifyDatabase(use().database, use().eventLog, DISPATCH_INVARIANTS);
    expect(results.map(({ id, verdict }) => [id, verdict])).toEqual(
      DISPATCH_INVARIANTS.map(({ id }) => [id, 'proven']),
    );
    for (const desk of desks) expect(desk.logged).toEqual([]);
  }, 600_000);
});
