import { CONSOLE_NAMESPACE, encodePositionFrame } from '@muster/contracts';
import { rank } from './ranking.mjs';

/** Socket side of the mock: snapshot, facts, heartbeats, positions by viewport, rankings of watched incidents. */
export function push(io, world, takeTicket) {
  const space = io.of(CONSOLE_NAMESPACE);
  space.use((socket, next) =>
    takeTicket(socket.handshake.auth.ticket) ? next() : next(new Error('TICKET_INVALID')),
  );
  space.on('connection', (socket) => welcome(socket, world));
  const each = (work) => space.sockets.forEach((socket) => socket.data.live && work(socket));
  world.listeners.add((frame) => each((socket) => socket.emit('facts', frame)));
  world.alarmListeners.add((alarm) => each((socket) => socket.emit('alarm', alarm)));
  const timers = [
    setInterval(() => each((socket) => socket.emit('heartbeat', heartbeat(world))), 5000),
    setInterval(() => {
      world.tick(1);
      each((socket) => sendPositions(socket, world));
    }, 1000),
    setInterval(() => each((socket) => sendRankings(socket, world)), 2000),
  ];
  return () => timers.forEach(clearInterval);
}

function welcome(socket, world) {
  socket.data = { live: false, watched: [], view: null };
  const done = (value) => ({ ok: true, value });
  socket.on('subscribe', (_body, reply) => {
    socket.data.live = true;
    reply(done(world.snapshot()));
  });
  socket.on('resync', (from, reply) => {
    socket.data.live = true;
    reply(done(missed(world, from)));
  });
  socket.on('watch', ({ incidentIds }, reply) => {
    socket.data.watched = incidentIds;
    reply(done(null));
    sendRankings(socket, world);
  });
  socket.on('viewport', (view, reply) => {
    socket.data.view = view;
    reply(done(null));
  });
}

function missed(world, { epoch, seq }) {
  const from = world.frames.findIndex((frame) => frame.prev === seq);
  if (epoch !== world.epoch || (seq !== world.seq && from < 0)) {
    return { kind: 'snapshot', snapshot: world.snapshot() };
  }
  return { kind: 'frames', frames: from < 0 ? [] : world.frames.slice(from) };
}

function heartbeat(world) {
  const wall = new Date().toISOString();
  return { epoch: world.epoch, upTo: world.seq, hash: world.hash(), wall };
}

function sendPositions(socket, world) {
  const { view } = socket.data;
  if (!view) return;
  const { south, north, west, east } = view.bounds;
  const opMs = world.opMs();
  const positions = world.units
    .filter(
      ({ at, frozen }) =>
        !frozen && at.lat >= south && at.lat <= north && at.lon >= west && at.lon <= east,
    )
    .map((unit) => ({
      unitNo: unit.view.no,
      ...unit.at,
      ageS: Math.max(0, (opMs - unit.fixMs) / 1000),
      courseDeg: unit.courseDeg,
      accuracyM: 8,
    }));
  socket.volatile.emit('positions', Buffer.from(encodePositionFrame({ opMs, positions })));
}

function sendRankings(socket, world) {
  for (const id of socket.data.watched) {
    const incident = world.incidents.get(id);
    if (incident && incident.state !== 'closed')
      socket.emit('recommendation', rank(world, incident));
  }
}
