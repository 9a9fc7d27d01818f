import { randomUUID } from 'node:crypto';
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
  const desk = new Sessions();
  const answered = new Map();
  const api = async (request, reply, url) => {
    const found = match(request.method, url.pathname);
    const outcome = found
      ? await answer({ world, desk, answered }, { request, reply, found, url })
      : no('NOT_FOUND');
    if (typeof outcome.refused === 'string') refuse(reply, outcome.refused);
    else send(request, reply, found.name === 'recordContact' ? 201 : 200, outcome);
  };
  return {
    takeTicket: (ticket) => desk.tickets.delete(ticket),
    handle: (request, reply) => {
      const url = new URL(request.url, 'http://mock');
      if (!url.pathname.startsWith('/api/')) return sendPage(folder, reply, url);
      return api(request, reply, url).catch((failure) => {
        console.error(failure);
        refuse(reply, 'INTERNAL');
      });
    },
  };
}

const no = (code) => ({ refused: code });

async function answer({ world, desk, answered }, { request, reply, found, url }) {
  const { name, params } = found;
  const key = /muster=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  const username = desk.users.get(key);
  const body = await readBody(request);
  const refusal = refusalOf(name, username, request.headers);
  if (refusal) return no(refusal);
  const idempotency = request.headers['idempotency-key'];
  const context = { params, query: url.searchParams, body, reply, key, username };
  const door = OPEN[name] ?? OWN[name];
  const outcome =
    answered.get(idempotency) ?? (door ? door(desk, context) : HANDLERS[name](world, context));
  if (idempotency) answered.set(idempotency, outcome);
  return outcome;
}

function refusalOf(name, username, headers) {
  if (!(name in OPEN) && !username) return 'UNAUTHENTICATED';
  if (ROUTES[name].command && !headers['idempotency-key']) return 'IDEMPOTENCY_KEY_REQUIRED';
  return name in OPEN || name in OWN || name in HANDLERS ? null : 'NOT_FOUND';
}

/** Who is signed in, and the tickets given out. */
class Sessions {
  users = new Map();
  tickets = new Set();

  view(username) {
    return {
      userId: uuid(9, 1),
      username,
      displayName: ACCOUNTS[username],
      roles: [username],
      mode: 'TRAINING',
      expiresAt: new Date(Date.now() + 36e5).toISOString(),
    };
  }

  enter(reply, username) {
    const key = randomUUID();
    this.users.set(key, username);
    reply.setHeader('set-cookie', `muster=${key}; HttpOnly; SameSite=Strict; Path=/`);
    return this.view(username);
  }

  ticket() {
    const ticket = randomUUID();
    this.tickets.add(ticket);
    return { ticket, expiresAt: new Date(Date.now() + 30_000).toISOString() };
  }
}

const OPEN = {
  signIn: (desk, { body, reply }) =>
    ACCOUNTS[body.username] && body.password === 'training'
      ? desk.enter(reply, body.username)
      : no('SIGN_IN_FAILED'),
  signInByLink: (desk, { body, reply }) =>
    body.token === 'used-link-used-link-used'
      ? no('LINK_INVALID')
      : desk.enter(reply, 'dispatcher'),
  setup: () => no('SETUP_CODE_INVALID'),
};
const OWN = {
  session: (desk, { username }) => desk.view(username),
  signOut: (desk, { key }) => (desk.users.delete(key), {}),
  changePassword: (_desk, { body }) => (body.current === 'training' ? {} : no('SIGN_IN_FAILED')),
  socketTicket: (desk) => desk.ticket(),
};

function sendPage(folder, reply, url) {
  const wanted = path.join(folder, path.normalize(url.pathname));
  const isFile = existsSync(wanted) && statSync(wanted).isFile();
  const file = isFile ? wanted : path.join(folder, 'index.html');
  reply.writeHead(200, {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
  });
  createReadStream(file).pipe(reply);
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
