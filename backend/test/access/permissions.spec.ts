import { expect, it } from 'vitest';
import { ROUTES, roleSchema } from '@muster/contracts';
import type { Role, RouteName } from '@muster/contracts';
import { eventPermission, mayAs, routePermission } from '../../src/access/permission-table.js';
import { routeOf } from '../../src/platform/http/route.decorator.js';
import type { AnyRouteName } from '../../src/platform/http/route.decorator.js';
import { handlersOf, unlistedHandlers } from '../support/handlers.js';
import { PlantedModule, SECRET_TEXT } from '../support/planted-handlers.js';
import { smallMap } from '../support/small-map.js';
import { useApp } from '../support/test-app.js';
import type { TestClient } from '../support/test-app.js';
import { withEmbedded } from '../support/with-databases.js';

const TABLE = {
  route: routePermission,
  event: eventPermission,
  pathOf: (name: string) => routeOf(name as AnyRouteName),
};
const REFUSED_BY_ACCESS = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);
const SOME_ID = '018f3c1e-7a3b-4c2d-9e5f-0a1b2c3d4e5f';
const PARAMS = { id: SOME_ID, unitId: SOME_ID };
const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

/** True when access let the call through to validation or the handler, whatever came of it. */
async function isLetThrough(client: TestClient, name: RouteName): Promise<boolean> {
  const { status, body } = await client.call(name, { params: PARAMS });
  return !(status === 401 || status === 403) || !REFUSED_BY_ACCESS.has(body?.code);
}

withEmbedded('permission table', (use) => {
  const app = useApp(use, { map: smallMap() });
  const built = () => new Set(handlersOf(app().muster.app).http.map(({ routeName }) => routeName));

  it('lists every handler that the backend registers, by its own path', () => {
    const handlers = handlersOf(app().muster.app);
    expect(unlistedHandlers(handlers, TABLE)).toEqual([]);
    expect(handlers.http.length).toBeGreaterThan(10);
  });

  it.each(roleSchema.options)(
    'lets %s through to its own routes and to no other',
    async (role: Role) => {
      const wrong: string[] = [];
      for (const name of ROUTE_NAMES.filter((route) => built().has(route))) {
        // anew each time: signing out is one of the routes
        const client = await app().signedIn(role);
        const permission = routePermission(name) ?? [];
        const expected = permission === 'public' || mayAs(permission, [role]);
        if ((await isLetThrough(client, name)) !== expected) wrong.push(name);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('lets a device through to the device routes only, and nobody without credentials', async () => {
    const device = await app().device(SOME_ID, 'KA11');
    const nobody = app().client();
    const forged = app().client();
    forged.token = 'x'.repeat(43);
    forged.cookie = `muster_session=${'x'.repeat(43)}`;
    for (const name of ROUTE_NAMES.filter((route) => built().has(route))) {
      const permission = routePermission(name);
      const through = await Promise.all(
        [device, nobody, forged].map((who) => isLetThrough(who, name)),
      );
      const isPublic = permission === 'public';
      expect([name, ...through]).toEqual([
        name,
        isPublic || permission === 'device',
        isPublic,
        isPublic,
      ]);
    }
  });

  it('shows metrics to this machine only when no proxy stands between', async () => {
    const direct = await app().client().send('GET', '/metrics');
    expect(direct.text).toContain('muster_http_request_seconds');
    expect(direct.text).toMatch(/muster_lane_waits\{lane="command"\} \d/);
    const headers = { 'x-forwarded-for': '10.0.0.1' };
    expect((await app().client().send('GET', '/metrics', { headers })).status).toBe(404);
  });
});

withEmbedded('handlers outside the permission table', (use) => {
  const app = useApp(use, { modules: [PlantedModule] });

  it('are found by the test above', () => {
    expect(unlistedHandlers(handlersOf(app().muster.app), TABLE)).toEqual([
      'PlantedController.unlisted',
      'PlantedGateway.unlisted',
    ]);
  });

  it('are refused to everyone', async () => {
    const everything = await app().signedIn(...roleSchema.options);
    const answer = await everything.send('GET', '/api/v1/planted');
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain(SECRET_TEXT);
    const socket = app().socket(await everything.ticket());
    expect(await socket.emitWithAck('planted', {})).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN' },
    });
  });
});
