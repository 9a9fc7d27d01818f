import type { Grade } from '@muster/contracts';
import { VERBS, type Verb } from './command-table.js';

/** What a typed line asks for. Numbers are incident numbers; `null` means the open card. */
export type Command =
  | {
      verb: 'd';
      incidentNo: number | null;
      callSigns: string[];
      place: number | null;
      reason: string;
    }
  | { verb: 's'; callSign: string; statusCode: number; reason: string }
  | { verb: 'x'; incidentNo: number | null; callSign: string; reason: string }
  | { verb: 'c'; incidentNo: number | null; resultCode: string; note: string }
  | { verb: 'p'; incidentNo: number | null; grade: Grade; reason: string }
  | { verb: 'n'; incidentNo: number | null; text: string }
  | { verb: 'r'; incidentNo: number | null }
  | { verb: 'm'; target: string }
  | { verb: 'l'; incidentNo: number | null; toNo: number }
  | { verb: 'k' | 'a' | 'u' | '?' };

export type ParseOutcome =
  | { ok: true; command: Command }
  /** Nothing is to be done; `suggestion` is a line the person may have meant. */
  | { ok: false; problem: string; suggestion: string | null };

const CALL_SIGN = /^(?=.*\d)[A-Za-z][A-Za-z0-9-]{1,11}$/;
const NUMBER = /^\d{1,9}$/;

/** Parses one line. Unknown or incomplete input is never guessed at: it comes back as a problem. */
export function parseCommand(line: string): ParseOutcome {
  const [first = '', ...rest] = line.trim().split(/\s+/);
  const verb = first.toLowerCase();
  if (NUMBER.test(first) && rest.length === 0) {
    return done({ verb: 'r', incidentNo: Number(first) });
  }
  const known = VERBS.find((row) => row.verb === verb);
  if (!known) return unknown(first, rest);
  const text = line.trim().slice(first.length).trim();
  return READERS[known.verb](rest, text);
}

const READERS: Readonly<Record<Verb, (tokens: string[], text: string) => ParseOutcome>> = {
  d: readDispatch,
  s: readStatus,
  x: readStandDown,
  c: readClose,
  p: readGrade,
  n: readNote,
  r: (tokens) => readOptionalNumber(tokens),
  m: (_tokens, text) => (text ? done({ verb: 'm', target: text }) : wrong('m', 'Where to?')),
  l: readLink,
  k: () => done({ verb: 'k' }),
  a: () => done({ verb: 'a' }),
  u: () => done({ verb: 'u' }),
  '?': () => done({ verb: '?' }),
};

function readDispatch(tokens: string[]): ParseOutcome {
  const incidentNo = takeNumber(tokens);
  const place = /^#[1-5]$/.test(tokens[0] ?? '') ? Number(tokens.shift()?.slice(1)) : null;
  const callSigns: string[] = [];
  while (place === null && CALL_SIGN.test(tokens[0] ?? '')) {
    callSigns.push((tokens.shift() ?? '').toUpperCase());
  }
  if (place === null && callSigns.length === 0) return wrong('d', 'Which unit?');
  return done({ verb: 'd', incidentNo, callSigns, place, reason: tokens.join(' ') });
}

function readStatus([callSign = '', code = '', ...reason]: string[]): ParseOutcome {
  if (!CALL_SIGN.test(callSign)) return wrong('s', 'Which unit?');
  const statusCode = NUMBER.test(code) ? Number(code) : -1;
  if (statusCode < 0 || statusCode > 16) return wrong('s', 'Which status, 0 to 16?');
  return done({
    verb: 's',
    callSign: callSign.toUpperCase(),
    statusCode,
    reason: reason.join(' '),
  });
}

function readStandDown(tokens: string[]): ParseOutcome {
  const incidentNo = takeNumber(tokens);
  const callSign = tokens.shift() ?? '';
  if (!CALL_SIGN.test(callSign)) return wrong('x', 'Which unit?');
  return done({
    verb: 'x',
    incidentNo,
    callSign: callSign.toUpperCase(),
    reason: tokens.join(' '),
  });
}

function readClose(tokens: string[]): ParseOutcome {
  const incidentNo = takeNumber(tokens);
  const code = (tokens.shift() ?? '').toUpperCase();
  if (!/^[A-Z_]{3,24}$/.test(code)) return wrong('c', 'Which result code?');
  return done({ verb: 'c', incidentNo, resultCode: code, note: tokens.join(' ') });
}

function readGrade(tokens: string[]): ParseOutcome {
  const isGrade = (token = ''): boolean => /^p?[1-4]$/i.test(token);
  // "p 1423 2 why" names the incident; "p 2 why" means the open card
  const named = NUMBER.test(tokens[0] ?? '') && isGrade(tokens[1]);
  const incidentNo = named ? Number(tokens.shift()) : null;
  const token = tokens.shift() ?? '';
  if (!isGrade(token)) return wrong('p', 'Which grade, 1 to 4?');
  const reason = tokens.join(' ');
  if (!reason) return wrong('p', 'A new grade needs a reason.');
  return done({ verb: 'p', incidentNo, grade: `P${token.slice(-1)}` as Grade, reason });
}

/** An incident is named with a colon, so that "n 3 youths" never lands on incident 3. */
function readNote(_tokens: string[], text: string): ParseOutcome {
  const named = /^(\d{1,9})\s*:\s*(.*)$/s.exec(text);
  const body = named ? (named[2] ?? '') : text;
  if (!body) return wrong('n', 'What is the note?');
  return done({ verb: 'n', incidentNo: named ? Number(named[1]) : null, text: body });
}

function readOptionalNumber(tokens: string[]): ParseOutcome {
  const incidentNo = takeNumber(tokens);
  return tokens.length === 0
    ? done({ verb: 'r', incidentNo })
    : wrong('r', 'Which incident number?');
}

function readLink(tokens: string[]): ParseOutcome {
  const numbers = tokens.filter((token) => NUMBER.test(token)).map(Number);
  const [first, second] = numbers;
  if (numbers.length !== tokens.length || first === undefined || numbers.length > 2) {
    return wrong('l', 'Link to which incident?');
  }
  return second === undefined
    ? done({ verb: 'l', incidentNo: null, toNo: first })
    : done({ verb: 'l', incidentNo: first, toNo: second });
}

function takeNumber(tokens: string[]): number | null {
  return NUMBER.test(tokens[0] ?? '') ? Number(tokens.shift()) : null;
}

function done(command: Command): ParseOutcome {
  return { ok: true, command };
}

function wrong(verb: Verb, problem: string): ParseOutcome {
  const form = VERBS.find((row) => row.verb === verb)?.form ?? verb;
  return { ok: false, problem: `${problem} Write: ${form}`, suggestion: null };
}

function unknown(first: string, rest: string[]): ParseOutcome {
  const verb = nearestVerb(first.toLowerCase());
  const suggestion = verb ? [verb, ...rest].join(' ') : null;
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : ' ? lists the commands.';
  return { ok: false, problem: `Unknown command "${first}".${hint}`, suggestion };
}

/** The verb whose word is nearest to what was typed, within two slips. */
function nearestVerb(typed: string): Verb | null {
  let best: Verb | null = null;
  let bestSlips = 3;
  for (const { verb, words } of VERBS) {
    for (const word of words) {
      const slips = word.startsWith(typed) && typed.length > 1 ? 0 : editDistance(typed, word);
      if (slips < bestSlips) [best, bestSlips] = [verb, slips];
    }
  }
  return best;
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= b.length; to += 1) {
      const same = a[at - 1] === b[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
