import { expect, it } from 'vitest';
import type { SessionView } from '@muster/contracts';
import { FirstEntryService } from '../../src/access/first-entry.service.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { OpClock } from '../../src/platform/clocks/op-clock.js';
import { startApp, useApp } from '../support/test-app.js';
import type { TestApp } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';
import type { TestContext } from '../support/with-databases.js';

const PASSWORD = 'violet-harbour-lantern-7';
const entryOf = (app: TestApp) => app.muster.app.get(FirstEntryService, { strict: false });

async function linksOf(app: TestApp) {
  const made = await entryOf(app).createSignInLinks();
  if (!made.ok) throw new Error(made.code);
  return made.value;
}

withDatabases('sign-in links', (use) => {
  const app = useApp(use, { env: { MUSTER_SIGN_IN_PER_MINUTE: '12' } });

  it('let each role with a screen in once, for twelve hours', async () => {
    const links = await linksOf(app());
    expect(links.filter(({ screen }) => screen).map(({ roles }) => roles)).toEqual([
      ['dispatcher'],
      ['call_handler'],
      ['supervisor'],
    ]);
    const [first, second] = links;
    const body = { token: first?.token };
    const twice = await Promise.all(
      [1, 2].map(() => app().client().call<SessionView>('signInByLink', { body })),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(twice.find(({ status }) => status === 200)?.body.roles).toEqual(['dispatcher']);
    use().wall.advance(12 * 3_600_000);
    const late = await app()
      .client()
      .call('signInByLink', { body: { token: second?.token } });
    expect(late.body.code).toBe('LINK_INVALID');
  });

  it('made before stop working, and the accounts stay the same', async () => {
    const [before] = await linksOf(app());
    const [after] = await linksOf(app());
    const old = await app()
      .client()
      .call('signInByLink', { body: { token: before?.token } });
    expect(old.body.code).toBe('LINK_INVALID');
    const fresh = await app()
      .client()
      .call('signInByLink', { body: { token: after?.token } });
    expect(fresh.status).toBe(200);
    const rows = await use()
      .database.on('read')
      .rows("SELECT id FROM account WHERE username = 'dispatcher'");
    expect(rows).toHaveLength(1);
  });

  it('are tried only so often from one address', async () => {
    const attempt = () =>
      app()
        .client()
        .call('signInByLink', { body: { token: 'x'.repeat(43) } });
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push(await attempt());
    const last = answers.at(-1);
    expect(last?.body.code).toBe('RATE_LIMITED');
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

/** The suite's context as if its database had been made for live use. */
function live(context: TestContext): TestContext {
  const anchor = { ...context.clocks.op.anchor, training: false };
  return { ...context, clocks: new Clocks(context.wall, new OpClock(context.wall, anchor)) };
}

withDatabases('a live database', (use) => {
  it('lets the first administrator in by a code, once, and then nobody', async () => {
    const app = await startApp(live(use()));
    const entry = entryOf(app);
    expect(await entry.createSignInLinks()).toEqual({ ok: false, code: 'TRAINING_ONLY' });
    const stale = await entry.createSetupCode();
    const code = (await entry.createSetupCode()) ?? '';
    expect(code).toMatch(/^([A-Z2-9]{4}-){4}[A-Z2-9]{4}$/);
    const person = { username: 'chief', displayName: 'C', password: PASSWORD };
    const wrong = await app.client().call('setup', { body: { ...person, code: stale } });
    expect(wrong.body.code).toBe('SETUP_CODE_INVALID');
    const weak = await app
      .client()
      .call('setup', { body: { ...person, code, password: 'passwordpassword' } });
    expect(weak.body.code).toBe('PASSWORD_TOO_WEAK');
    const typed = code.toLowerCase().replaceAll('-', ' ');
    const twice = await Promise.all(
      [1, 2].map(() =>
        app.client().call<SessionView>('setup', { body: { ...person, code: typed } }),
      ),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(twice.find(({ status }) => status === 200)?.body).toMatchObject({
      roles: ['sysadmin'],
      mode: 'LIVE',
    });
    expect(await entry.createSetupCode()).toBeNull();
    expect(await entry.hasForeignAccounts()).toBe(false);
    await app.close();
  });

  it('refuses training accounts: their links, passwords and sessions', async () => {
    const training = await startApp(use());
    const [link] = await linksOf(training);
    const trained = await training.signedIn('dispatcher');
    expect((await trained.call('session')).status).toBe(200);
    await training.close();
    const app = await startApp(live(use()));
    const byLink = await app.client().call('signInByLink', { body: { token: link?.token } });
    expect(byLink.body.code).toBe('TRAINING_ONLY');
    const same = app.client();
    same.cookie = trained.cookie;
    expect((await same.call('session')).status).toBe(401);
    expect(await entryOf(app).hasForeignAccounts()).toBe(true);
    await app.close();
  });

  it('behind TLS binds the cookie to the host and tells browsers to stay with https', async () => {
    const app = await startApp(live(use()), { env: { MUSTER_TLS: 'true' } });
    const body = { username: 'chief', password: PASSWORD };
    const entered = await app.client().call('signIn', { body });
    expect(entered.headers.get('set-cookie')).toMatch(
      /^__Host-muster_session=.*; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(entered.headers.get('strict-transport-security')).toBe('max-age=31536000');
    await app.close();
  });
});
