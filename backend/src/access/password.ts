import { hash, verify } from '@node-rs/argon2';
import { WIDELY_KNOWN_PASSWORDS } from './widely-known-passwords.js';

// OWASP Password Storage Cheat Sheet: argon2id with at least 19 MiB, two passes, one lane
// the library's enum of algorithms exists for the compiler only
const ARGON2ID = 2;
const PARAMETERS = {
  algorithm: ARGON2ID,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** argon2id hash of a password, with its parameters and salt, in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), PARAMETERS);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. Takes as long when there is no hash, so that the time
 * does not tell whether the account exists.
 */
export async function isPassword(password: string, storedHash: string | null): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody has this password');
  const matches = await verify(storedHash ?? (await nobodysHash), password.normalize('NFKC'));
  return matches && storedHash !== null;
}

/**
 * Whether a new password is one that guessing would try first: widely known ones, the user's own
 * name, and few different letters. Length is the contract's business.
 */
export function isEasilyGuessed(password: string, username: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  const letters = folded.replaceAll(/[^a-z]/g, '');
  if (new Set(folded).size < 5) return true;
  if (folded.includes(username) && folded.length - username.length < 6) return true;
  return WIDELY_KNOWN_PASSWORDS.some((known) => folded === known || letters === known);
}
