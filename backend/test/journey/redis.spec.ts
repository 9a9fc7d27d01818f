import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EnrolledDevices, PositionAck } from '@muster/contracts';
import { PictureService } from '../../src/picture/picture.service.js';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import { eventually } from './console-view.js';
import { diceOf, pick } from './dice.js';
import { RedisChild, redisProgram } from './redis-child.js';
import { rosterOf } from './roster.js';
import { junction, smallMap } from '../support/small-map.js';
import { startApp, type TestApp, type TestClient } from '../support/test-app.js';
import { withPostgres } from '../support/with-databases.js';

const SEED = Number(process.env['MUSTER_SEED'] ?? '20260302');
const NAME = `positions of two backends over Redis (seed ${SEED})`;

interface Node {
  readonly app: TestApp;
  readonly timers: FakeTimers;
  readonly client: TestClient;
  readonly picture: PictureService;
}

const program = redisProgram();
if (program !== undefined) withPostgres(NAME, (use) => suite(use, new RedisChild(program)));
else if (process.env['MUSTER_REQUIRE_SERVICES'] === '1') {
  it(NAME, () => {
    throw new Error('Redis is not installed');
  });
} else it.skip(`${NAME} (Redis is not installed)`, () => undefined);

function suite(use: Parameters<Parameters<typeof withPostgres>[1]>[0], redis: RedisChild): void {
  const dice = diceOf(SEED);
  const nodes: Node[] = [];
  const newest = new Map<string, number>();
  let devices: EnrolledDevices['devices'] = [];
  let seq = 0;
  let accepted = 0;

  beforeAll(async () => {
    await redis.start();
    let cookie: string | undefined;
    for (const context of [use(), { ...use(), database: await use().openAnother() }]) {
      const timers = new FakeTimers();
      const env = { REDIS_URL: redis.url };
      const app = await startApp(context, { map: smallMap(), timers, env });
      cookie ??= (await app.signedIn('integration')).cookie;
      const client = Object.assign(app.client(), { cookie });
      const picture = app.muster.app.get(PictureService, { strict: false });
      nodes.push({ app, timers, client, picture });
    }
    const callSigns = ['R1A', 'R2A', 'R3A', 'R4A'];
    const [first] = nodes;
    await first?.client.call('importRoster', { body: rosterOf(use().clocks, callSigns) });
    const enrolled = await first?.client.call<EnrolledDevices>('enrolDevices', {
      body: { callSigns },
    });
    devices = enrolled?.body.devices ?? [];
    // the second node hears of the devices by the event log
    for (const { app, picture } of nodes) {
      await app.muster.parts.eventTail.catchUp();
      await picture.settled();
    }
  });
  afterAll(async () => {
    for (const { app } of nodes) await app.close();
    await redis.remove();
  });

  /** A fix of a unit drawn by lot, at a node drawn by lot. */
  async function feed(): Promise<void> {
    use().wall.advance(1000);
    const { deviceId, unitId } = pick(dice, devices);
    const atMs = use().clocks.op.nowMs();
    newest.set(unitId, atMs);
    seq += 1;
    const fix = { deviceId, fixAt: new Date(atMs).toISOString(), seq, ...junction(2, 2) };
    const body = { fixes: [{ ...fix, accuracyM: 8 }] };
    const answer = await pick(dice, nodes).client.call<PositionAck>('positionFeed', { body });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, refused: [] } });
    accepted += 1;
  }

  const shown = ({ picture }: Node) =>
    Object.fromEntries(
      picture.all().flatMap(({ view, fix }) => (fix ? [[view.id, fix.fixAtMs]] : [])),
    );

  /** Feeds until a fix reaches both pictures with nobody looking into the database. */
  async function feedUntilConnected(): Promise<void> {
    await eventually(async () => {
      // fed at the round before, so that it had the time to travel
      const before = Math.max(...newest.values());
      await feed();
      return nodes.map((node) => Math.max(0, ...Object.values(shown(node))) >= before);
    }).toEqual([true, true]);
  }

  /** @param looking whether the timers run that look into the database */
  async function expectEqualPictures(looking: boolean): Promise<void> {
    for (const node of nodes) {
      await eventually(() => {
        if (looking) node.timers.fire();
        return shown(node);
      }).toEqual(Object.fromEntries(newest));
    }
  }

  it('travel by the stream alone while Redis is there', async () => {
    await feed();
    // the first fixes may come before both nodes are connected
    await feedUntilConnected();
    for (let times = 0; times < 40; times += 1) await feed();
    await expectEqualPictures(false);
  });

  it('travel by the database when it is killed under load, and nothing is lost', async () => {
    for (let times = 0; times < 60; times += 1) {
      if (times === 20) await redis.kill();
      await feed();
    }
    await expectEqualPictures(true);
    const stored = await use()
      .database.on('read')
      .row<{ n: number }>('SELECT count(*)::int AS n FROM position');
    expect(stored?.n).toBe(accepted);
    for (const { app } of nodes) {
      expect(app.logged.filter((line) => line.includes('redis is away'))).toHaveLength(1);
      const { text } = await app.client().send('GET', '/metrics');
      expect(text).toContain('muster_degraded{dependency="redis"} 1');
    }
  });

  it('travel by the stream again when it is back', async () => {
    await redis.start();
    await feedUntilConnected();
    for (let times = 0; times < 20; times += 1) await feed();
    await expectEqualPictures(false);
  });

  it('travel by the database while it hangs', async () => {
    redis.freeze();
    for (let times = 0; times < 20; times += 1) await feed();
    await expectEqualPictures(true);
    redis.thaw();
  });
}
