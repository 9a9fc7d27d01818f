import * as z from 'zod/mini';

/** Identifier of a row that crosses processes: RFC 9562 UUID, lower case. */
export const idSchema = z.uuid();

/** Client-chosen key that makes a command safe to repeat: 8–64 URL-safe characters, unique per principal and command. */
export const idempotencyKeySchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/));

/** HTTP header that carries the idempotency key of a command. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

/** Instant in UTC, ISO 8601 with `Z`. Wire and storage know no other zone. */
export const instantSchema = z.iso.datetime();
export type Instant = z.infer<typeof instantSchema>;

/** Row version: starts at 1 and rises by one with each state change. */
export const versionSchema = z.int().check(z.gte(1));
