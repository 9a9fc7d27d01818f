/**
 * Order in which statements get a session when several wait: a dispatcher's command goes before
 * a screen, a screen before the position log, and hub, reports and proofs come last.
 */
export type Lane = 'command' | 'read' | 'position' | 'background';

export const LANES: readonly Lane[] = ['command', 'read', 'position', 'background'];

/** Who a statement is run for. Only an id: names live in access tables, never in events or audit. */
export interface Actor {
  readonly kind: 'user' | 'device' | 'system';
  readonly id: string;
}

export const SYSTEM_ACTOR: Actor = { kind: 'system', id: 'muster' };

/** Values a statement may carry. JSON goes through `json()`: a bare array means an SQL array. */
export type SqlValue =
  string | number | bigint | boolean | null | Date | Uint8Array | readonly SqlValue[];

/**
 * A way to the database bound to an actor: a transaction, or single statements in a lane.
 * Rows come back alike from both databases: int8 as number (bigint past 2^53), timestamptz as
 * Date, date as 'YYYY-MM-DD', numeric as string, json parsed, geometry as hex EWKB.
 */
export interface Db {
  readonly actor: Actor;
  /** All rows of the statement. */
  rows<R extends object>(sql: string, params?: readonly SqlValue[]): Promise<R[]>;
  /** The first row, or undefined when there is none. */
  row<R extends object>(sql: string, params?: readonly SqlValue[]): Promise<R | undefined>;
  /** Number of rows the statement wrote or returned. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
}

/** A json or jsonb parameter: the text of `value`, since drivers read arrays as SQL arrays. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error('json(): the value has no JSON form');
  return text;
}
