import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import type { EntitySchema, MixedList } from 'typeorm';
import type { Database, HeldClient } from './database.js';

const LONGEST_WAIT_MS = 10_000;

type Connected = (
  error: Error | undefined,
  client?: ClientBase,
  release?: (broken?: unknown) => void,
) => void;

/** A TypeORM transaction asked for a second connection from inside itself, or the database is stuck. */
export class ConnectionWaitTooLong extends Error {
  constructor() {
    super('no connection within 10 s: inside a TypeORM transaction use only its own manager');
  }
}

/**
 * A TypeORM data source over the sessions of `database`, embedded or not, for simple rows. It
 * never changes the schema: migrations are SQL files.
 */
export function typeormSource(
  database: Database,
  entities: MixedList<string | EntitySchema | (new () => object)>,
): DataSource {
  class LanePool extends EventEmitter {
    connect(connected: Connected): void {
      holdWithin(database, LONGEST_WAIT_MS).then(
        ({ client, release }) => connected(undefined, client, (broken) => release(Boolean(broken))),
        (error: Error) => connected(error),
      );
    }

    end(ended: (error?: Error) => void): void {
      // the sessions belong to the database, which is closed by its owner
      ended();
    }
  }
  return new DataSource({
    type: 'postgres',
    driver: { Pool: LanePool, Client: pg.Client, types: pg.types },
    entities,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
  });
}

async function holdWithin(database: Database, longestMs: number): Promise<HeldClient> {
  const held = database.holdClient('read');
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConnectionWaitTooLong()), longestMs);
  });
  try {
    return await Promise.race([held, tooLong]);
  } catch (error) {
    // when it comes after all, nobody is there to use it
    if (error instanceof ConnectionWaitTooLong) void held.then(({ release }) => release(false));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
