import type { FieldSettings } from '../settings/settings.schema.js';
import { literals } from './sql-text.js';

const TITLES =
  'mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev|reverend|master|fr|pc|ps|dc|ds|sgt|insp';
const NOT_KNOWN = [
  'unknown',
  'not known',
  'n k',
  'nk',
  'na',
  'n a',
  'none',
  'null',
  'nil',
  'not given',
  'not stated',
  'no name',
  'anonymous',
  'anon',
  'test',
  'tba',
  'tbc',
  'xx',
  'xxx',
  'unk',
  'refused',
  'withheld',
  'missing',
  'nan',
];
const NO_PLACE = [
  'no fixed abode',
  'no fixed address',
  'nfa',
  'homeless',
  'unknown address',
  'various',
];
const PLACEHOLDER_DAYS = [
  '19000101',
  '18991230',
  '18991231',
  '19010101',
  '00010101',
  '11111111',
  '99991231',
  '99999999',
  '00000000',
  '12345678',
];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Lower case, no accents, letters without a decomposition folded by hand. */
function folded(x: string): string {
  return `translate(lower(strip_accents(${x})), 'øłđıßæœþð', 'oldisaotd')`;
}

function squeezed(x: string): string {
  return `trim(regexp_replace(${x}, '\\s+', ' ', 'g'))`;
}

function unlessPlaceholder(x: string, known: readonly string[], field: FieldSettings): string {
  const all = [...known, ...field.placeholders.map((p) => p.toLowerCase())];
  return `CASE WHEN ${x} IN ${literals(['', ...all])} THEN NULL ELSE ${x} END`;
}

function personName(x: string, field: FieldSettings): string {
  const letters = `regexp_replace(regexp_replace(${folded(x)}, '[''’\`.]', '', 'g'), '[^\\p{L},]+', ' ', 'g')`;
  const untitled = `regexp_replace(${squeezed(letters)}, '^((${TITLES}) )+', '')`;
  return unlessPlaceholder(`trim(${untitled}, ' ,')`, NOT_KNOWN, field);
}

function plainText(x: string, field: FieldSettings): string {
  const clean = squeezed(`regexp_replace(${folded(x)}, '[^\\p{L}\\p{N}]+', ' ', 'g')`);
  return unlessPlaceholder(clean, [...NOT_KNOWN, ...NO_PLACE], field);
}

function organisation(x: string, field: FieldSettings): string {
  const ands = `replace(replace(${folded(x)}, '&', ' and '), '+', ' and ')`;
  const marks = `regexp_replace(${ands}, '[''’\`.]', '', 'g')`;
  const clean = squeezed(`regexp_replace(${marks}, '[^\\p{L}\\p{N}]+', ' ', 'g')`);
  return unlessPlaceholder(clean, NOT_KNOWN, field);
}

/** Text of a date to eight digits YYYYMMDD; unknown months and days are 00; NULL when unreadable. */
function dateDigits(x: string, field: FieldSettings): string {
  const t = `lower(trim(${x}))`;
  const group = (pattern: string, n: number): string => `regexp_extract(${t}, '${pattern}', ${n})`;
  const iso = '^(\\d{4})[-/. ](\\d{1,2})[-/. ](\\d{1,2})';
  const numeric = '^(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{4})';
  const named = '^(\\d{1,2})(?:st|nd|rd|th)?[-/ ]*([a-z]{3})[a-z]*[-/, ]*(\\d{4})$';
  const [d, m] = field.order === 'mdy' ? [2, 1] : [1, 2];
  const two = (sql: string): string => `lpad(${sql}, 2, '0')`;
  const month = `lpad(CAST(coalesce(list_position([${MONTHS.map((n) => `'${n}'`).join(',')}], ${group(named, 2)}), 0) AS VARCHAR), 2, '0')`;
  const digits = `CASE
    WHEN ${x} IS NULL THEN NULL
    WHEN regexp_full_match(${t}, '\\d{8}') THEN CASE
      WHEN substr(${t}, 1, 2) IN ('18', '19', '20') THEN ${t}
      ELSE substr(${t}, 5, 4) || substr(${t}, ${d === 1 ? 3 : 1}, 2) || substr(${t}, ${d === 1 ? 1 : 3}, 2) END
    WHEN regexp_matches(${t}, '${iso}') THEN ${group(iso, 1)} || ${two(group(iso, 2))} || ${two(group(iso, 3))}
    WHEN regexp_matches(${t}, '${numeric}') THEN ${group(numeric, 3)} || ${two(group(numeric, m))} || ${two(group(numeric, d))}
    WHEN regexp_matches(${t}, '${named}') THEN ${group(named, 3)} || ${month} || ${two(group(named, 1))}
    WHEN regexp_full_match(${t}, '\\d{4}') THEN ${t} || '0000'
    WHEN regexp_full_match(${t}, '\\d{4}[-/.]\\d{2}') THEN substr(${t}, 1, 4) || substr(${t}, 6, 2) || '00'
    END`;
  const known = [...PLACEHOLDER_DAYS, ...field.placeholders.map((p) => p.replace(/\D/g, ''))];
  return `CASE WHEN ${digits} IN ${literals(known)} THEN NULL ELSE ${digits} END`;
}

function code(x: string, field: FieldSettings): string {
  const clean = `regexp_replace(upper(strip_accents(${x})), '[^A-Z0-9]+', '', 'g')`;
  const known = [...NOT_KNOWN, ...field.placeholders].map((p) =>
    p.toUpperCase().replace(/[^A-Z0-9]/g, ''),
  );
  return `CASE WHEN ${clean} IN ${literals(['', ...known])} OR regexp_full_match(${clean}, '0+|9{4,}|1{4,}|X+') THEN NULL ELSE ${clean} END`;
}

function phone(x: string): string {
  const digits = `regexp_replace(${x}, '[^0-9]+', '', 'g')`;
  const national = `regexp_replace(${digits}, '^(00)?44(0)?', '0')`;
  return `CASE WHEN length(${digits}) < 6 OR regexp_full_match(${national}, '0*(0+|1+|9+|123456789?0?)') THEN NULL ELSE ${national} END`;
}

function email(x: string): string {
  const clean = `regexp_replace(lower(strip_accents(${x})), '\\s+', '', 'g')`;
  return `CASE WHEN length(${clean}) < 4 OR ${clean} IN ('none', 'n/a', 'null', 'unknown') THEN NULL ELSE ${clean} END`;
}

function web(x: string): string {
  const clean = `regexp_extract(lower(trim(${x})), '^(?:[a-z]+://)?(?:www\\.)?([^/?# ]+)', 1)`;
  return `NULLIF(${clean}, '')`;
}

const CLEANERS: Record<FieldSettings['type'], (x: string, field: FieldSettings) => string> = {
  givenName: personName,
  surname: personName,
  fullName: personName,
  organisation,
  date: dateDigits,
  street: plainText,
  houseNumber: plainText,
  text: plainText,
  postcode: code,
  phone,
  email,
  web,
  vrm: code,
  identifier: code,
};

/** SQL that cleans raw text `x` of a field; NULL for blank values and placeholders. */
export function cleanedSql(field: FieldSettings, x: string): string {
  return CLEANERS[field.type](x, field);
}
