import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Recommendation } from '@muster/contracts';
import { withDatabases } from '../support/with-databases.js';
import { as, incidentAt, openDesk, sendWithReason, station, user, type Desk } from './desk.js';

withDatabases('live rankings', (use) => {
  let desk: Desk;
  let ids: Map<string, string>;
  const unit = (callSign: string): string => ids.get(callSign) ?? '';

  beforeAll(async () => {
    desk = await openDesk(use().database, use().clocks);
    ids = await station(desk, use().clocks, [
      { callSign: 'L1', at: [5, 5] },
      { callSign: 'L2', at: [5, 7] },
      { callSign: 'L3', at: [9, 9] },
    ]);
  });
  afterAll(() => desk.close());

  const order = (ranking: Recommendation | null): string[] =>
    ranking?.candidates.map(({ callSign }) => callSign) ?? [];

  const records = async (incidentId: string): Promise<number> =>
    (
      await use()
        .database.on('read')
        .row<{ n: number }>(
          `SELECT count(*)::int AS n FROM decision_record
           WHERE kind = 'recommendation' AND entity_id = $1`,
          [incidentId],
        )
    )?.n ?? 0;

  /** Moves a unit in the picture, as its next fix would. */
  function drive(callSign: string, lat: number, lon: number): void {
    const pictured = desk.picture.unit(unit(callSign));
    if (!pictured?.fix) throw new Error('no fix');
    const { deviceId, seq } = pictured.fix;
    const rest = { accuracyM: 8, speedMps: null, courseDeg: null };
    const fixAtMs = use().clocks.op.nowMs();
    desk.picture.move([{ deviceId, fixAtMs, seq: seq + 1, lat, lon, ...rest }]);
  }

  it('re-ranks as units move, keeps the shown order for ten seconds, and records what it shows', async () => {
    const incident = await incidentAt(desk, [5, 5]);
    const first = await desk.recommendations.live(incident.id);
    expect(order(first)).toEqual(['L1', 'L2', 'L3']);
    expect(await records(incident.id)).toBe(1);

    use().wall.advance(2000);
    drive('L2', 52.4892, -1.8848);
    expect(order(await desk.recommendations.live(incident.id))).toEqual(['L1', 'L2', 'L3']);

    use().wall.advance(2000);
    drive('L3', 52.489, -1.885);
    drive('L1', 52.4962, -1.873);
    const held = await desk.recommendations.live(incident.id);
    expect(held?.id).toBe(first?.id);
    expect(order(held)).toEqual(['L1', 'L2', 'L3']);
    expect(await records(incident.id)).toBe(1);

    use().wall.advance(6000);
    const moved = await desk.recommendations.live(incident.id);
    expect(order(moved)).toEqual(['L3', 'L2', 'L1']);
    expect(moved?.id).not.toBe(first?.id);
    expect(await records(incident.id)).toBe(2);
    expect(await desk.recommendations.replay(moved?.id ?? '')).toMatchObject({
      value: { identical: true },
    });
  });

  it('drops at once a unit that can no longer be sent', async () => {
    const incident = await incidentAt(desk, [5, 5]);
    const elsewhere = await incidentAt(desk, [1, 1], { grade: 'P1' });
    expect(order(await desk.recommendations.live(incident.id))).toContain('L2');
    const actor = user();
    await sendWithReason(desk, { actor, incidentId: elsewhere.id }, [unit('L2')]);
    await desk.caughtUp();
    expect(order(await desk.recommendations.live(incident.id))).not.toContain('L2');
    await desk.releasing.close(as(actor, 'closeIncident'), elsewhere.id, { resultCode: 'ADVICE' });
  });

  it('has nothing to say about a closed incident, and ranks nobody without a place', async () => {
    const incident = await incidentAt(desk, [5, 5]);
    await desk.releasing.close(as(user(), 'closeIncident'), incident.id, { resultCode: 'HOAX' });
    expect(await desk.recommendations.live(incident.id)).toBeNull();
    expect(await desk.recommendations.recommend(incident.id, user())).toMatchObject({
      code: 'INCIDENT_CLOSED',
    });
    const unplaced = await desk.contacts.record(as(user(), 'recordContact'), {
      channel: '999',
      narrative: 'Somewhere',
      incident: { typeCode: 'CONCERN', grade: 'P2', place: { kind: 'unknown' } },
    });
    const id = (unplaced.ok && unplaced.value.incident?.id) || '';
    expect(await desk.recommendations.live(id)).toMatchObject({ method: 'none', candidates: [] });
  });

  it('offers nobody by a position that is too old', async () => {
    use().wall.advance(601_000);
    const incident = await incidentAt(desk, [5, 5]);
    const ranking = await desk.recommendations.live(incident.id);
    expect(ranking?.candidates).toEqual([]);
    expect(ranking?.shortfall).toContain('POSITION_TOO_OLD');
    expect(desk.logged).toEqual([]);
  });
});
