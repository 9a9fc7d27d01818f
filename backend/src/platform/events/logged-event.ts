import type { Actor } from '../database/db.js';

/** Values an event may carry: codes, counts and flags. Never names, free text or places of persons. */
export type CodeValue = string | number | boolean | null | readonly (string | number)[];
export type Codes = Readonly<Record<string, CodeValue>>;

/** One fact of the log. `seq` is dense and in the order of the commits. */
export interface LoggedEvent {
  readonly epoch: number;
  readonly seq: number;
  readonly kind: string;
  readonly entity: { readonly kind: string; readonly id: string };
  readonly version: number;
  /** Operational time. */
  readonly at: Date;
  /** Wall time. */
  readonly recordedAt: Date;
  readonly actor: Actor;
  readonly codes: Codes;
}

/** Where the log stands. The epoch is raised when a standby takes over. */
export interface LogHead {
  readonly epoch: number;
  readonly seq: number;
}
