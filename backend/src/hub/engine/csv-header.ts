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

/** Reads and checks the first line of a file; never holds more than one line's limit in memory. */
export function readCsvHeader(path: string): CsvHeader {
  const refuse = (reason: string): CsvHeader => ({ ok: false, row: 1, column: '', reason });
  if (!existsSync(path)) return refuse('no such file');
  if (!statSync(path).isFile()) return refuse('not a file');
  const head = readHead(path);
  if (head.length === 0) return refuse('the file is empty');
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return refuse('the file is UTF-16; save it as UTF-8');
  }
  if (head[0] === 0x1f && head[1] === 0x8b)
    return refuse('the file is compressed; unpack it first');
  const end = head.indexOf(0x0a);
  if (end < 0 && head.length >= LONGEST_LINE_BYTES) {
    return refuse(`the first line is longer than ${LONGEST_LINE_BYTES} bytes`);
  }
  const line = end < 0 ? head : head.subarray(0, end);
  if (line.includes(0)) return refuse('the header holds a NUL byte');
  if (!isUtf8(line)) return refuse('the header is not UTF-8');
  return parseHeader(
    line
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r$/, ''),
  );
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
