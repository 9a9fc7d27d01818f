import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContactResult, EnrolledDevices, IncidentView, RosterResult } from '@muster/contracts';
import { ConsoleFeedService } from '../../src/console/console-feed.service.js';
import { PictureService } from '../../src/picture/picture.service.js';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import { ConsoleView, databaseHash, eventually } from './console-view.js';
import { diceOf, pick } from './dice.js';
import { rosterOf } from './roster.js';
import { junction, smallMap } from '../support/small-map.js';
import { startApp, type TestClient, type TestApp } from '../support/test-app.js';
import { withPostgres } from '../support/with-databases.js';

const SEED = Number(process.env['MUSTER_SEED'] ?? '20260302');
const ROUNDS = Number(process.env['MUSTER_ROUNDS'] ?? '60');
const CONSOLES = 8;
const UNITS = 12;

interface Node {
  readonly app: TestApp;
  readonly timers: FakeTimers;
  /** The dispatcher, at this node. */
  readonly client: TestClient;
}

withPostgres(`two backends (seed ${SEED})`, (use) => {
  const dice = diceOf(SEED);
  const nodes: Node[] = [];
  const views: ConsoleView[] = [];
  const devices: EnrolledDevices['devices'] = [];
  let units: RosterResult['units'] = [];
  const open: IncidentView[] = [];

  beforeAll(async () => {
    const contexts = [use(), { ...use(), database: await use().openAnother() }];
    let cookie: string | undefined;
    for (const context of contexts) {
      const timers = new FakeTimers();
      const app = await startApp(context, {
        map: smallMap(),
        timers,
        env: { MUSTER_SOCKETS_PER_PRINCIPAL: '100' },
      });
      cookie ??= (await app.signedIn('dispatcher', 'integration')).cookie;
      nodes.push({ app, timers, client: Object.assign(app.client(), { cookie }) });
    }
    const callSigns = Array.from({ length: UNITS }, (_, n) => `X${n}A`);
    const { client } = node();
    const body = rosterOf(use().clocks, callSigns);
    units = (await client.call<RosterResult>('importRoster', { body })).body.units;
    const enrolled = await client.call<EnrolledDevices>('enrolDevices', { body: { callSigns } });
    devices.push(...enrolled.body.devices);
    for (let n = 0; n < CONSOLES; n += 1) {
      views.push(new ConsoleView());
      await connect(views[n]);
    }
  }, 60_000);
  afterAll(async () => {
    for (const { app } of nodes) await app.close();
  });

  const node = (): Node => pick(dice, nodes);

  async function connect(view: ConsoleView | undefined): Promise<void> {
    const { app, client } = node();
    await view?.attach(app.socket(await client.ticket()));
  }

  /** A command of a kind drawn by lot, at a node drawn by lot. It may be refused: that is no event. */
  async function command(): Promise<void> {
    const { client } = node();
    const unitId = pick(dice, units).id;
    const incident = open.length > 0 ? pick(dice, open) : undefined;
    const lot = Math.floor(dice() * 5);
    if (lot === 0 || !incident) return takeCall(client);
    const params = { id: incident.id };
    if (lot === 1) {
      const body = { grade: pick(dice, ['P1', 'P2', 'P3']), reason: 'Told more' };
      await client.call('gradeIncident', { params, body });
    } else if (lot === 2) {
      const body = { statusCode: pick(dice, [2, 3, 8]), reason: 'Corrected' };
      await client.call('setUnitStatus', { params: { id: unitId }, body });
    } else if (lot === 3) {
      const chosen = { incidentId: incident.id, unitIds: [unitId], recommendationId: null };
      const body = { ...chosen, overrideReason: 'Drawn by lot' };
      await client.call('assignUnits', { body });
    } else {
      open.splice(open.indexOf(incident), 1);
      await client.call('closeIncident', { params, body: { resultCode: 'ADVICE' } });
    }
  }

  async function takeCall(client: TestClient): Promise<void> {
    const place = junction(Math.floor(dice() * 10), Math.floor(dice() * 10));
    const taken = await client.call<ContactResult>('recordContact', {
      body: {
        channel: '999',
        narrative: 'Drawn by lot',
        incident: { typeCode: 'ASB', grade: 'P3', place: { kind: 'point', ...place } },
      },
    });
    expect(taken.status).toBe(201);
    if (taken.body.incident) open.push(taken.body.incident);
  }

  it(`keep ${CONSOLES} consoles equal to the database while sockets are cut at random`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const view = pick(dice, views);
      const running = [command(), command(), command()];
      if (dice() < 0.6) view.cut();
      if (dice() < 0.3) for (const { timers } of nodes) timers.fire();
      if (dice() < 0.8) running.push(connect(view));
      await Promise.all(running);
    }
    for (const view of views) {
      view.cut();
      await connect(view);
    }
    const head = await use().eventLog.head();
    expect(head.seq).toBeGreaterThan(ROUNDS);
    await eventually(() => {
      for (const { timers } of nodes) timers.fire();
      return views.map(({ seq }) => seq);
    }).toSatisfy((seqs: number[]) => seqs.every((seq) => seq >= head.seq));
    await eventually(async () => {
      const { seq } = await use().eventLog.head();
      for (const { app } of nodes) await app.muster.app.get(ConsoleFeedService).catchUp();
      const beats = nodes.map(({ app }) => app.muster.app.get(ConsoleFeedService).heartbeat());
      const hash = await databaseHash(nodes[0]!.app, use());
      return {
        behind: [...beats.map(({ upTo }) => upTo), ...views.map((view) => view.seq)].filter(
          (at) => at !== seq,
        ),
        other: [...beats.map((beat) => beat.hash), ...views.map((view) => view.hash())].filter(
          (found) => found !== hash,
        ),
      };
    }).toEqual({ behind: [], other: [] });
    expect(views.map(({ mismatches }) => mismatches)).toEqual(views.map(() => 0));
    expect(views.some(({ frames }) => frames.length > 0)).toBe(true);
    for (const { app } of nodes) expect(app.logged).toEqual([]);
  }, 180_000);

  it('show positions that the other node took, and never move a marker back', async () => {
    const pictures = nodes.map(({ app }) => app.muster.app.get(PictureService, { strict: false }));
    const newest = new Map<string, number>();
    const shown = new Map<string, number>();
    for (let round = 0; round < 40; round += 1) {
      use().wall.advance(1000);
      const fixes = Array.from({ length: 4 }, () => {
        const { deviceId, unitId } = pick(dice, devices);
        // some come late and out of order
        const atMs = use().clocks.op.nowMs() - Math.floor(dice() * 20_000);
        newest.set(unitId, Math.max(newest.get(unitId) ?? 0, atMs));
        const fixAt = new Date(atMs).toISOString();
        return { deviceId, fixAt, seq: round, ...junction(4, 4), accuracyM: 8 };
      });
      const fed = await node().client.call('positionFeed', { body: { fixes } });
      expect(fed).toMatchObject({ status: 200, body: { refused: [] } });
      if (dice() < 0.5) pick(dice, nodes).timers.fire();
      pictures.forEach((picture, n) => {
        for (const { view, fix } of picture.all()) {
          const key = `${n} ${view.id}`;
          expect(fix?.fixAtMs ?? 0).toBeGreaterThanOrEqual(shown.get(key) ?? 0);
          shown.set(key, fix?.fixAtMs ?? 0);
        }
      });
    }
    expect(newest.size).toBeGreaterThan(UNITS / 2);
    for (const picture of pictures) {
      await eventually(() => {
        for (const { timers } of nodes) timers.fire();
        return Object.fromEntries(
          picture.all().flatMap(({ view, fix }) => (fix ? [[view.id, fix.fixAtMs]] : [])),
        );
      }).toEqual(Object.fromEntries(newest));
    }
  });
});
