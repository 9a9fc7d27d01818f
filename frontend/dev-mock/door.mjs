import { createReadStream, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ERROR_TABLE, ROUTES } from '@muster/contracts';
import { HANDLERS } from './commands.mjs';
import { uuid } from './force.mjs';

/** HTTP side of the mock: sessions, the routes of the contract, and the built console. */

const POLICY =
  "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; script-src 'self'";
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};
const ACCOUNTS = { dispatcher: 'Dana Dispatcher', supervisor: 'Sam Supervisor' };

export function makeDoor(world, { folder }) {
  const sessions = new Map();
  const tickets = new Set();
  const answered = new Map();
  const view = (username) => ({
    userId: uuid(9, 1),
    username,
    displayName: ACCOUNTS[username],
    roles: [username],
    mode: 'TRAINING',
    expiresAt: new Date(Date.now() + 36e5).toISOString(),
  });
  const enter = (reply, username) => {
    const key = crypto.randomUUID();
    sessions.set(key, username);
    reply.setHeader('set-cookie', `muster=${key}; HttpOnly; SameSite=Strict; Path=/`);
    return view(username);
  };
  const open = {
    signIn: ({ body, reply }) =>
      ACCOUNTS[body.username] && body.password === 'training'
        ? enter(reply, body.username)
        : { refused: 'SIGN_IN_FAILED' },
    signInByLink: ({ body, reply }) =>
      body.token === 'used-link-used-link-used'
        ? { refused: 'LINK_INVALID' }
        : enter(reply, 'dispatcher'),
    setup: () => ({ refused: 'SETUP_CODE_INVALID' }),
  };
  const own = {
    session: ({ username }) => view(username),
    signOut: ({ key }) => (sessions.delete(key), {}),
    changePassword: ({ body }) =>
      body.current === 'training' ? {} : { refused: 'SIGN_IN_FAILED' },
    socketTicket: () => {
      const ticket = crypto.randomUUID();
      tickets.add(ticket);
      return { ticket, expiresAt: new Date(Date.now() + 30_000).toISOString() };
    },
  };

  async function api(request, reply, url) {
    const found = match(request.method, url.pathname);
    if (!found) return refuse(reply, 'NOT_FOUND');
    const key = /muster=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    const username = sessions.get(key);
    const body = await readBody(request);
    const context = { params: found.params, query: url.searchParams, body, reply, key, username };
    if (!open[found.name] && !username) return refuse(reply, 'UNAUTHENTICATED');
    const idempotency = request.headers['idempotency-key'];
    if (ROUTES[found.name].command && !idempotency)
      return refuse(reply, 'IDEMPOTENCY_KEY_REQUIRED');
    const handler = open[found.name] ?? own[found.name] ?? HANDLERS[found.name]?.bind(null, world);
    if (!handler) return refuse(reply, 'NOT_FOUND');
    const outcome = answered.get(idempotency) ?? handler(context);
    if (idempotency) answered.set(idempotency, outcome);
    return typeof outcome.refused === 'string'
      ? refuse(reply, outcome.refused)
      : send(request, reply, found.name === 'recordContact' ? 201 : 200, outcome);
  }

  function page(request, reply, url) {
    const wanted = path.join(folder, path.normalize(url.pathname));
    const file =
      existsSync(wanted) && statSync(wanted).isFile() ? wanted : path.join(folder, 'index.html');
    reply.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
    });
    createReadStream(file).pipe(reply);
  }

  return {
    takeTicket: (ticket) => tickets.delete(ticket),
    handle: (request, reply) => {
      const url = new URL(request.url, 'http://mock');
      if (url.pathname.startsWith('/api/'))
        api(request, reply, url).catch(
          (failure) => (console.error(failure), refuse(reply, 'INTERNAL')),
        );
      else page(request, reply, url);
    },
  };
}

function match(method, pathname) {
  for (const [name, route] of Object.entries(ROUTES)) {
    if (route.method !== method) continue;
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, part]) => part);
    const found = new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`).exec(pathname);
    if (found)
      return {
        name,
        params: Object.fromEntries(
          names.map((part, index) => [part, decodeURIComponent(found[index + 1])]),
        ),
      };
  }
  return null;
}

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
}

function send(request, reply, status, value) {
  const text = Buffer.from(JSON.stringify(value));
  const zipped = text.length > 10_000 && /gzip/.test(request.headers['accept-encoding'] ?? '');
  reply.writeHead(status, {
    'content-type': 'application/json',
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  reply.end(zipped ? gzipSync(text) : text);
}

function refuse(reply, code) {
  const { status, message } = ERROR_TABLE[code];
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(JSON.stringify({ code, message, requestId: 'mock' }));
}
