import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, as text that is safe in addresses and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret. A plain hash is enough: the secret cannot be guessed. */
export function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}

// no 0/O and 1/I: the code is read from a screen and typed
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_GROUPS = 5;
const GROUP_LENGTH = 4;

/** A code to be typed by hand: five groups of four letters and digits, 100 bits. */
export function newSetupCode(): string {
  const letters = [...randomBytes(CODE_GROUPS * GROUP_LENGTH)].map((byte) =>
    CODE_LETTERS.charAt(byte % CODE_LETTERS.length),
  );
  const groups = Array.from({ length: CODE_GROUPS }, (_, index) =>
    letters.slice(index * GROUP_LENGTH, (index + 1) * GROUP_LENGTH).join(''),
  );
  return groups.join('-');
}

/** Small and capital letters, spaces and dashes make no difference when a code is typed. */
export function setupCodeHash(typed: string): Uint8Array {
  return hashOf(typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''));
}
