import { createServer } from 'node:http';
import path from 'node:path';
import { Server } from 'socket.io';
import { fill, takeCall } from './calls.mjs';
import { makeDoor } from './door.mjs';
import { push } from './push.mjs';
import { gridTown, pbfTown } from './town.mjs';
import { World } from './world.mjs';

const FOLDER = path.resolve(import.meta.dirname, '../../dist/frontend/browser');

/** Repeatable numbers in [0, 1): mulberry32. */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Serves the built console and a pretended backend that speaks the contract. For development and tests of
 * the console only: it keeps nothing and decides nothing well.
 */
export async function startMock({
  port = 0,
  map,
  units = 60,
  incidents = 12,
  speed = 4,
  seed = 7,
  callEveryMs = 0,
} = {}) {
  const random = seeded(seed);
  const world = new World(map ? await pbfTown(map) : gridTown(), { units, speed, random });
  fill(world, incidents);
  const door = makeDoor(world, { folder: FOLDER });
  const server = createServer(door.handle);
  const io = new Server(server, { transports: ['websocket'] });
  const stopPushing = push(io, world, door.takeTicket);
  const calls = callEveryMs ? setInterval(() => takeCall(world), callEveryMs) : undefined;
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    port: server.address().port,
    world,
    takeCall: (grade) => takeCall(world, grade),
    stop: () => {
      stopPushing();
      clearInterval(calls);
      server.closeAllConnections();
      return io.close();
    },
  };
}
