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

function unlessIn(x: string, known: readonly string[]): string {
  return `CASE WHEN ${x} IN ${literals(['', ...known])} THEN NULL ELSE ${x} END`;
}

function personName(x: string): string {
  const letters = `regexp_replace(regexp_replace(${folded(x)}, '[''’\`.]', '', 'g'), '[^\\p{L},]+', ' ', 'g')`;
  const untitled = `regexp_replace(${squeezed(letters)}, '^((${TITLES}) )+', '')`;
  return `trim(${untitled}, ' ,')`;
}

function plainText(x: string): string {
  return squeezed(`regexp_replace(${folded(x)}, '[^\\p{L}\\p{N}]+', ' ', 'g')`);
}

function organisation(x: string): string {
  const ands = `replace(replace(${folded(x)}, '&', ' and '), '+', ' and ')`;
  const marks = `regexp_replace(${ands}, '[''’\`.]', '', 'g')`;
  return squeezed(`regexp_replace(${marks}, '[^\\p{L}\\p{N}]+', ' ', 'g')`);
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
  return `CASE
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
}

function code(x: string): string {
  return `regexp_replace(upper(strip_accents(${x})), '[^A-Z0-9]+', '', 'g')`;
}

function phone(x: string): string {
  return `regexp_replace(regexp_replace(${x}, '[^0-9]+', '', 'g'), '^(00)?44(0)?', '0')`;
}

function email(x: string): string {
  return `regexp_replace(lower(strip_accents(${x})), '\\s+', '', 'g')`;
}

function web(x: string): string {
  return `regexp_extract(lower(trim(${x})), '^(?:[a-z]+://)?(?:www\\.)?([^/?# ]+)', 1)`;
}

interface Cleaner {
  readonly clean: (x: string, field: FieldSettings) => string;
  /** Takes placeholders out of what `clean` gave. */
  readonly known: (x: string, field: FieldSettings) => string;
}

const lower = (f: FieldSettings): string[] => f.placeholders.map((p) => p.toLowerCase());
const name = (x: string, f: FieldSettings): string => unlessIn(x, [...NOT_KNOWN, ...lower(f)]);
const place = (x: string, f: FieldSettings): string =>
  unlessIn(x, [...NOT_KNOWN, ...NO_PLACE, ...lower(f)]);
const day = (x: string, f: FieldSettings): string =>
  unlessIn(x, [...PLACEHOLDER_DAYS, ...f.placeholders.map((p) => p.replace(/\D/g, ''))]);
const mark = (x: string, f: FieldSettings): string => {
  const plain = [...NOT_KNOWN, ...f.placeholders].map((p) =>
    p.toUpperCase().replace(/[^A-Z0-9]/g, ''),
  );
  return `CASE WHEN regexp_full_match(${x}, '0+|9{4,}|1{4,}|X+') THEN NULL ELSE ${unlessIn(x, plain)} END`;
};
const dialled = (x: string): string =>
  `CASE WHEN length(${x}) < 6 OR regexp_full_match(${x}, '0*(0+|1+|9+|123456789?0?)') THEN NULL ELSE ${x} END`;
const mail = (x: string): string =>
  `CASE WHEN length(${x}) < 4 OR ${x} IN ('none', 'null', 'unknown') THEN NULL ELSE ${x} END`;

const CLEANERS: Record<FieldSettings['type'], Cleaner> = {
  givenName: { clean: personName, known: name },
  surname: { clean: personName, known: name },
  fullName: { clean: personName, known: name },
  organisation: { clean: organisation, known: name },
  date: { clean: dateDigits, known: day },
  street: { clean: plainText, known: place },
  houseNumber: { clean: plainText, known: place },
  text: { clean: plainText, known: place },
  postcode: { clean: code, known: mark },
  phone: { clean: phone, known: dialled },
  email: { clean: email, known: mail },
  web: { clean: web, known: (x) => `NULLIF(${x}, '')` },
  vrm: { clean: code, known: mark },
  identifier: { clean: code, known: mark },
};

/** SQL that cleans raw text `x` of a field; placeholders are still in it. */
export function cleanedSql(field: FieldSettings, x: string): string {
  return CLEANERS[field.type].clean(x, field);
}

/**
 * SQL that is NULL where the cleaned value `x` is blank or a placeholder. A step of its own, because
 * `x` occurs in it several times and must not be computed again each time.
 */
export function knownSql(field: FieldSettings, x: string): string {
  return CLEANERS[field.type].known(x, field);
}
