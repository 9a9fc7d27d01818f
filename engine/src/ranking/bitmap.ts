const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648, padded) of a bitmap with these bits set; bit 0 is the lowest of the first byte. */
export function encodeBits(bits: Iterable<number>, size: number): string {
  const bytes = new Uint8Array(Math.ceil(size / 8));
  for (const bit of bits) {
    if (bit < 0 || bit >= size) throw new Error(`bit ${bit} outside a bitmap of ${size}`);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) | (1 << (bit & 7));
  }
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) text += encodeGroup(bytes, i);
  return text;
}

function encodeGroup(bytes: Uint8Array, at: number): string {
  const left = bytes.length - at;
  const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  const digit = (shift: number): string => ALPHABET.charAt((word >> shift) & 63);
  return digit(18) + digit(12) + (left > 1 ? digit(6) : '=') + (left > 2 ? digit(0) : '=');
}

/** The bits set in a bitmap, ascending. */
export function decodeBits(text: string): number[] {
  const bits: number[] = [];
  let bit = 0;
  let held = 0;
  let word = 0;
  for (const char of text.replace(/=+$/, '')) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) throw new Error('not base64');
    word = (word << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (word >> held) & 255;
    for (let i = 0; i < 8; i++) if ((byte >> i) & 1) bits.push(bit + i);
    bit += 8;
  }
  return bits;
}
