import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';

/** Longest line accepted, in bytes. */
export const LONGEST_LINE_BYTES = 1024 * 1024;
const MOST_COLUMNS = 2000;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What the first line of a CSV file says, or why the file is refused. */
export type CsvHeader =
  | { ok: true; columns: string[]; delimiter: string }
  | { ok: false; row: number; column: string; reason: string };

/** Why a file cannot be read at all, or null; `isText` refuses other encodings and packed files. */
export function faultOfFile(path: string, isText: boolean): string | null {
  if (!existsSync(path)) return 'no such file';
  if (!statSync(path).isFile()) return 'not a file';
  return isText ? faultOfStart(readHead(path)) : null;
}

/** Reads and checks the first line of a file; never holds more than one line's limit in memory. */
export function readCsvHeader(path: string): CsvHeader {
  const fault = faultOfFile(path, true);
  if (fault !== null) return refused(fault);
  const head = readHead(path);
  const end = head.indexOf(0x0a);
  const line = end < 0 ? head : head.subarray(0, end);
  if (end < 0 && head.length >= LONGEST_LINE_BYTES) {
    return refused(`the first line is longer than ${LONGEST_LINE_BYTES} bytes`);
  }
  if (line.includes(0)) return refused('the header holds a NUL byte');
  if (!isUtf8(line)) return refused('the header is not UTF-8');
  return parseHeader(
    line
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r$/, ''),
  );
}

function refused(reason: string): CsvHeader {
  return { ok: false, row: 1, column: '', reason };
}

/** What the first bytes give away: nothing there, UTF-16, or a compressed file. */
function faultOfStart(head: Buffer): string | null {
  if (head.length === 0) return 'the file is empty';
  if (head.length < 2) return null;
  const mark = head.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff) return 'the file is UTF-16; save it as UTF-8';
  return mark === 0x1f8b ? 'the file is compressed; unpack it first' : null;
}

function readHead(path: string): Buffer {
  const buffer = Buffer.alloc(LONGEST_LINE_BYTES);
  const fd = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(fd);
  }
}

function parseHeader(line: string): CsvHeader {
  const counts = DELIMITERS.map((d) => line.split(d).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
  const names = splitLine(line, delimiter).map((n) => n.trim());
  if (names.length > MOST_COLUMNS) {
    return { ok: false, row: 1, column: '', reason: `more than ${MOST_COLUMNS} columns` };
  }
  const seen = new Map<string, number>();
  const columns = names.map((name, i) => {
    const base = name === '' ? `column ${i + 1}` : name;
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return times === 1 ? base : `${base} (${times})`;
  });
  return { ok: true, columns, delimiter };
}

/** Splits one CSV line, honouring double quotes. */
function splitLine(line: string, delimiter: string): string[] {
  const out: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const ch = line[i] as string;
    if (ch === '"') {
      if (quoted && line[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = !quoted;
    } else if (ch === delimiter && !quoted) {
      out.push(cell);
      cell = '';
    } else cell += ch;
  }
  return [...out, cell];
}
