import type { Codes } from '../events/logged-event.js';
import type { Actor, Db, Lane } from './db.js';

/** Details of an outcome must have a JSON form: they are stored and replayed. */
export type Details = Readonly<Record<string, unknown>>;

export interface Done<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refused<C extends string = string> {
  readonly ok: false;
  readonly code: C;
  readonly details?: Details;
}

/** How a command ended: done, or refused for a reason that belongs to the rules. */
export type Outcome<T, C extends string = string> = Done<T> | Refused<C>;

export function done<T>(value: T): Done<T> {
  return { ok: true, value };
}

export function refused<C extends string>(code: C, details?: Details): Refused<C> {
  return details === undefined ? { ok: false, code } : { ok: false, code, details };
}

/** Key and body hash of a command that may be sent again. */
export interface IdempotencyKey {
  readonly key: string;
  readonly bodyHash: string;
}

export interface CommandContext {
  readonly actor: Actor;
  /** Name of the command in audit and idempotency: 'incident.open'. */
  readonly command: string;
  readonly idempotency?: IdempotencyKey;
  /** Default: command. */
  readonly lane?: Lane;
}

/** One change of state: becomes exactly one event and one audit row. No personal data. */
export interface StateChange {
  /** Event kind: 'incident.graded'. */
  readonly kind: string;
  readonly entity: { readonly kind: string; readonly id: string };
  /** Null: the entity was created. */
  readonly fromVersion: number | null;
  readonly toVersion: number;
  /** Names of the fields that changed, never their values. */
  readonly fields: readonly string[];
  readonly codes?: Codes;
  /** Operational time; default: that of the command. */
  readonly at?: Date;
}

/** What the work of a command gets: the open transaction and its two times. */
export interface CommandTransaction {
  readonly db: Db;
  readonly actor: Actor;
  /** Operational time of the command. */
  readonly at: Date;
  /** Wall time of the command. */
  readonly recordedAt: Date;
  /** Buffers a change; all are written in one statement just before COMMIT. */
  record(change: StateChange): void;
}

/** The outcome, and where its last event stands in the log (null when it made none). */
export type CommandResult<T, C extends string = string> = Outcome<
  T,
  C | 'IDEMPOTENCY_KEY_REUSED'
> & {
  readonly replayed: boolean;
  readonly epoch: number | null;
  readonly seq: number | null;
};
