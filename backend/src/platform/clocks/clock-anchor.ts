import { json } from '../database/db.js';
import type { Db } from '../database/db.js';
import type { Database } from '../database/database.js';
import { done, refused } from '../database/outcome.js';
import type { CommandContext, CommandResult } from '../database/outcome.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import type { LoggedEvent } from '../events/logged-event.js';
import type { Clocks } from './clocks.js';
import { opAtMs } from './op-clock.js';
import type { ClockAnchor } from './op-clock.js';
import type { WallClock } from './wall-clock.js';

/** Event kind by which every node, device and console learns of a new anchor. */
export const CLOCK_ANCHORED = 'clock.anchored';

const SLOWEST = 0.1;
const FASTEST = 1000;

interface AnchorRow {
  readonly anchor_op: Date;
  readonly anchor_wall: Date;
  readonly speed: number;
  readonly training: boolean;
  readonly version: number;
}

const SELECT_ANCHOR = 'SELECT anchor_op, anchor_wall, speed, training, version FROM clock_anchor';

/** The database was made for the other kind of use: live and training data never share one. */
export class TrainingFlagMismatch extends Error {}

/**
 * Reads the anchor, or makes it in a new database with op = wall and speed 1.
 * Throws TrainingFlagMismatch when the database was made with the other training flag.
 */
export async function ensureClockAnchor(
  database: Database,
  wall: WallClock,
  options: { readonly training: boolean },
): Promise<ClockAnchor> {
  const now = wall.now();
  const anchor = await database.transaction({ lane: 'command' }, async (db) => {
    await db.run(
      `INSERT INTO clock_anchor (anchor_op, anchor_wall, speed, training, version)
       VALUES ($1, $1, 1, $2, 1) ON CONFLICT (id) DO NOTHING`,
      [now, options.training],
    );
    return readAnchor(db);
  });
  if (anchor.training !== options.training) {
    const made = anchor.training ? 'training' : 'live use';
    throw new TrainingFlagMismatch(`this database was made for ${made} and stays so`);
  }
  return anchor;
}

/**
 * Changes how fast operational time runs, from now on and without a jump.
 * Refused outside a training database and outside 0.1 to 1000.
 */
export async function setSpeed(
  work: UnitOfWork,
  clocks: Clocks,
  context: CommandContext,
  speed: number,
): Promise<CommandResult<{ speed: number }, 'SPEED_NOT_ALLOWED'>> {
  let anchored: ClockAnchor | null = null;
  const result = await work.run(context, async (tx) => {
    const row = await tx.db.row<AnchorRow>(`${SELECT_ANCHOR} FOR UPDATE`);
    if (!row) throw new Error('the clock has no anchor yet');
    const current = toAnchor(row);
    if (!isAllowed(current, speed)) return refused('SPEED_NOT_ALLOWED', { speed });
    const anchorWallMs = clocks.wall.nowMs();
    const anchorOpMs = Math.max(opAtMs(current, anchorWallMs), clocks.op.nowMs());
    anchored = { ...current, anchorOpMs, anchorWallMs, speed, version: current.version + 1 };
    await writeAnchor(tx.db, anchored);
    tx.record({
      kind: CLOCK_ANCHORED,
      entity: { kind: 'clock', id: 'op' },
      fromVersion: current.version,
      toVersion: anchored.version,
      fields: ['anchorOp', 'anchorWall', 'speed'],
      codes: { anchorOpMs, anchorWallMs, speed },
    });
    return done({ speed });
  });
  if (result.ok && anchored) clocks.op.follow(anchored);
  return result;
}

/** Follows the anchor that another node set; other events are ignored. */
export function followClockEvent(clocks: Clocks, event: LoggedEvent): void {
  if (event.kind !== CLOCK_ANCHORED) return;
  const { anchorOpMs, anchorWallMs, speed } = event.codes;
  if (![anchorOpMs, anchorWallMs, speed].every((value) => typeof value === 'number')) {
    throw new Error(`event ${event.seq}: not an anchor: ${json(event.codes)}`);
  }
  clocks.op.follow({
    anchorOpMs: anchorOpMs as number,
    anchorWallMs: anchorWallMs as number,
    speed: speed as number,
    training: clocks.op.training,
    version: event.version,
  });
}

function isAllowed(current: ClockAnchor, speed: number): boolean {
  if (!(speed >= SLOWEST && speed <= FASTEST)) return false;
  return current.training || speed === 1;
}

async function readAnchor(db: Db): Promise<ClockAnchor> {
  const row = await db.row<AnchorRow>(SELECT_ANCHOR);
  if (!row) throw new Error('the clock has no anchor');
  return toAnchor(row);
}

function writeAnchor(db: Db, anchor: ClockAnchor): Promise<number> {
  return db.run(
    'UPDATE clock_anchor SET anchor_op = $1, anchor_wall = $2, speed = $3, version = $4',
    [new Date(anchor.anchorOpMs), new Date(anchor.anchorWallMs), anchor.speed, anchor.version],
  );
}

function toAnchor(row: AnchorRow): ClockAnchor {
  return {
    anchorOpMs: row.anchor_op.getTime(),
    anchorWallMs: row.anchor_wall.getTime(),
    speed: row.speed,
    training: row.training,
    version: row.version,
  };
}
