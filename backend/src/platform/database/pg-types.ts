import pg from 'pg';
import type { CustomTypesConfig } from 'pg';

const INT8 = 20;
const DATE = 1082;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

/** int8 as a number while it is exact, else as a bigint: a rounded id or seq would be a lie. */
export function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function parseArrayOf<T>(parseItem: (text: string) => T): (text: string) => (T | null)[] {
  return (text) => {
    const body = text.slice(text.indexOf('{') + 1, -1);
    if (body === '') return [];
    return body.split(',').map((item) => (item === 'NULL' ? null : parseItem(item)));
  };
}

const OWN_PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, parseInt8],
  [DATE, (text) => text],
  [INT8_ARRAY, parseArrayOf(parseInt8)],
  [DATE_ARRAY, parseArrayOf((text) => text)],
]);

/** Type parsers used for every connection, embedded or not, so that both give the same rows. */
export const SQL_TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string): ((text: string) => unknown) =>
    (format === 'binary' ? undefined : OWN_PARSERS.get(oid)) ?? builtInParser(oid, format),
};

function builtInParser(oid: number, format?: string): (text: string) => unknown {
  return pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
}
