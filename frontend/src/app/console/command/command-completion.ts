/** What may fill the slots of a command. */
export interface CompletionTables {
  callSigns: readonly string[];
  incidentNos: readonly number[];
  resultCodes: readonly string[];
  statusCodes: ReadonlyArray<readonly [code: number, label: string]>;
}

export interface Completion {
  /** The token as it would be written. */
  token: string;
  label: string;
}

const MOST = 8;

/** Possible endings of the token that is being typed at the end of the line, best first. */
export function completionsFor(line: string, tables: CompletionTables): Completion[] {
  const tokens = line.replace(/^\s+/, '').split(/\s+/);
  if (tokens.length < 2) return [];
  const [verb = '', ...slots] = tokens.map((token) => token.toUpperCase());
  const typed = slots.at(-1) ?? '';
  const slot = /^\d+$/.test(slots[0] ?? '') && slots.length > 1 ? slots.length - 1 : slots.length;
  const found = candidates(verb, slot, typed, tables).filter(
    ({ token }) => token.startsWith(typed) && token !== typed,
  );
  return found.slice(0, MOST);
}

/** The line with its last token replaced. */
export function complete(line: string, token: string): string {
  return `${line.replace(/\S*$/, '')}${token} `;
}

function candidates(
  verb: string,
  slot: number,
  typed: string,
  tables: CompletionTables,
): Completion[] {
  if (verb === 'S') return statusCandidates(slot, tables);
  if (/^\d/.test(typed)) return tables.incidentNos.map((no) => plain(String(no)));
  if (verb === 'C') return slot === 1 ? tables.resultCodes.map(plain) : [];
  const takesUnit = verb === 'D' || verb === 'X' || verb === 'M';
  return takesUnit && typed ? tables.callSigns.map(plain) : [];
}

function statusCandidates(slot: number, tables: CompletionTables): Completion[] {
  return slot === 1
    ? tables.callSigns.map(plain)
    : tables.statusCodes.map(([code, label]) => ({ token: String(code), label }));
}

function plain(token: string): Completion {
  return { token, label: '' };
}
