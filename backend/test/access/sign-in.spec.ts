import { expect, it } from 'vitest';
import type { SessionView, UserView } from '@muster/contracts';
import { withDatabases } from '../support/with-databases.js';
import { useApp } from '../support/test-app.js';

const PASSWORD = 'violet-harbour-lantern-7';

withDatabases('sign-in', (use) => {
  const app = useApp(use);

  async function person(username: string, role = 'dispatcher'): Promise<UserView> {
    const admin = await app().signedIn('sysadmin');
    const body = { username, displayName: 'A Person', roles: [role], password: PASSWORD };
    const made = await admin.call<UserView>('createUser', { body });
    expect(made.status).toBe(201);
    return made.body;
  }

  it('opens a session with an HttpOnly SameSite=Strict cookie that is no secret of the database', async () => {
    const { id } = await person('ada');
    const client = app().client();
    const entered = await client.call<SessionView>('signIn', {
      body: { username: 'ada', password: PASSWORD },
    });
    expect(entered.status).toBe(200);
    expect(entered.body).toMatchObject({
      userId: id,
      username: 'ada',
      roles: ['dispatcher'],
      mode: 'TRAINING',
    });
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^muster_session=[\w-]{43}; Expires=.*; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await client.call<SessionView>('session')).body.userId).toBe(id);
    const token = /=([\w-]{43});/.exec(cookie)?.[1] ?? '';
    const rows = await use().database.on('read').rows<object>('SELECT * FROM session');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('answers a wrong password, an unknown name and a locked account alike', async () => {
    const { id } = await person('bob');
    const admin = await app().signedIn('sysadmin');
    const attempts = [
      { username: 'bob', password: 'wrong' },
      { username: 'nobody-here', password: 'wrong' },
    ];
    const answers = await Promise.all(
      attempts.map((body) => app().client().call('signIn', { body })),
    );
    await admin.call('lockUser', { params: { id } });
    answers.push(
      await app()
        .client()
        .call('signIn', { body: { username: 'bob', password: PASSWORD } }),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect({ ...body, requestId: '' }).toEqual({
        code: 'SIGN_IN_FAILED',
        message: 'User name or password is wrong, or the account is locked.',
        requestId: '',
      });
    }
    await admin.call('unlockUser', { params: { id } });
    const again = await app()
      .client()
      .call('signIn', { body: { username: 'bob', password: PASSWORD } });
    expect(again.status).toBe(200);
  });

  it('makes guessing wait longer and longer, for names that exist and names that do not', async () => {
    await person('carl');
    for (const username of ['carl', 'carla']) {
      const guess = () =>
        app()
          .client()
          .call('signIn', { body: { username, password: 'wrong' } });
      const first = await Promise.all(Array.from({ length: 20 }, guess));
      expect(first.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(first.filter(({ status }) => status === 429)).toHaveLength(15);
      use().wall.advance(1100);
      expect((await guess()).status).toBe(401);
      const waiting = await guess();
      expect(waiting.status).toBe(429);
      expect(waiting.body.code).toBe('RATE_LIMITED');
      expect(waiting.headers.get('retry-after')).toBe('2');
    }
    const right = { username: 'carl', password: PASSWORD };
    expect((await app().client().call('signIn', { body: right })).status).toBe(429);
    use().wall.advance(2100);
    expect((await app().client().call('signIn', { body: right })).status).toBe(200);
  });

  it('ends with sign-out, with idleness and at the latest after its time', async () => {
    const client = await app().signedIn('dispatcher');
    expect((await client.call('signOut')).status).toBe(204);
    expect((await client.call('session')).status).toBe(401);

    const idle = await app().signedIn('dispatcher');
    use().wall.advance(59 * 60_000);
    expect((await idle.call('session')).status).toBe(200);
    use().wall.advance(61 * 60_000);
    expect((await idle.call('session')).body.code).toBe('UNAUTHENTICATED');

    const long = await app().signedIn('dispatcher');
    use().wall.advance(50 * 60_000);
    expect((await long.call('session')).status).toBe(200);
    use().wall.advance(11 * 60_000);
    expect((await long.call('session')).status).toBe(401);
  });

  it('sets a new password only with the present one, and ends the other sessions', async () => {
    await person('dora');
    const body = { username: 'dora', password: PASSWORD };
    const here = app().client();
    const there = app().client();
    await Promise.all([here.call('signIn', { body }), there.call('signIn', { body })]);
    const next = 'amber-gravel-thimble-3';
    const wrong = await here.call('changePassword', { body: { current: 'not this', next } });
    expect(wrong.body.code).toBe('SIGN_IN_FAILED');
    const weak = await here.call('changePassword', {
      body: { current: PASSWORD, next: 'password1234' },
    });
    expect(weak.body.code).toBe('PASSWORD_TOO_WEAK');
    expect((await here.call('changePassword', { body: { current: PASSWORD, next } })).status).toBe(
      204,
    );
    expect((await here.call('session')).status).toBe(200);
    expect((await there.call('session')).status).toBe(401);
    expect((await app().client().call('signIn', { body })).status).toBe(401);
    const renewed = await app()
      .client()
      .call('signIn', { body: { username: 'dora', password: next } });
    expect(renewed.status).toBe(200);
  });

  it('makes an account once under a key, and refuses a taken name and an easy password', async () => {
    const admin = await app().signedIn('sysadmin');
    const body = { username: 'eve', displayName: 'E', roles: ['auditor'], password: PASSWORD };
    const key = 'key-for-eve-1';
    const made = await admin.call<UserView>('createUser', { body, key });
    const replayed = await admin.call<UserView>('createUser', { body, key });
    expect(replayed.body).toEqual(made.body);
    const other = await admin.call('createUser', { body: { ...body, username: 'eva' }, key });
    expect(other.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await admin.call('createUser', { body })).body.code).toBe('NAME_TAKEN');
    const easy = { ...body, username: 'eve2', password: 'qwertyuiop123' };
    expect((await admin.call('createUser', { body: easy })).body.code).toBe('PASSWORD_TOO_WEAK');
    const users = await admin.call<UserView[]>('listUsers');
    expect(users.body.filter(({ username }) => username.startsWith('ev'))).toHaveLength(1);
  });

  it('writes ids and codes into events and audit, and no names', async () => {
    await person('zebedee');
    const db = use().database.on('read');
    const events = await db.rows<{ kind: string }>('SELECT * FROM event_log ORDER BY seq');
    const audit = await db.rows<object>('SELECT * FROM audit ORDER BY seq');
    expect(audit).toHaveLength(events.length);
    expect(events.map(({ kind }) => kind)).toContain('account.created');
    expect(JSON.stringify([events, audit])).not.toMatch(/zebedee|A Person|argon2/);
  });
});
