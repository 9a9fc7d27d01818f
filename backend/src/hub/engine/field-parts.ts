import type { FieldSettings } from '../settings/settings.schema.js';

type PartSql = (x: string) => string;

const LEGAL_WORDS =
  'the|ltd|limited|plc|llp|llc|lp|inc|incorporated|corp|corporation|co|company|gmbh|ag|sa|sarl|srl|spa|bv|nv|pty|cic|cio|and|of';
const STREET_WORDS: Readonly<Record<string, string>> = {
  rd: 'road',
  ave: 'avenue',
  av: 'avenue',
  ln: 'lane',
  dr: 'drive',
  drv: 'drive',
  ct: 'court',
  crt: 'court',
  cl: 'close',
  cres: 'crescent',
  cr: 'crescent',
  crs: 'crescent',
  pl: 'place',
  sq: 'square',
  ter: 'terrace',
  terr: 'terrace',
  tce: 'terrace',
  gdns: 'gardens',
  gdn: 'gardens',
  gr: 'grove',
  grv: 'grove',
  pde: 'parade',
  hwy: 'highway',
  pkwy: 'parkway',
  blvd: 'boulevard',
  bvd: 'boulevard',
  cct: 'circuit',
  cir: 'circle',
  rte: 'route',
  apt: 'flat',
  apartment: 'flat',
  unit: 'flat',
  ste: 'suite',
  fl: 'floor',
  n: 'north',
  s: 'south',
  e: 'east',
  w: 'west',
  mt: 'mount',
  bldg: 'building',
  hse: 'house',
  str: 'street',
  ctr: 'centre',
  center: 'centre',
};

/** Words of cleaned text in alphabetical order, each once. */
function wordList(x: string): string {
  return `list_sort(list_distinct(list_filter(string_split(${x}, ' '), w -> w <> '')))`;
}

function streetWords(x: string): string {
  const cases = Object.entries(STREET_WORDS).map(([k, v]) => `WHEN '${k}' THEN '${v}'`);
  const last = `CASE WHEN i = 1 THEN 'saint' ELSE 'street' END`;
  return `list_transform(string_split(${x}, ' '), (w, i) -> CASE w ${cases.join(' ')} WHEN 'st' THEN ${last} ELSE w END)`;
}

const UK_POSTCODE = '([a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2})';
const HOUSE = '^(?:(?:flat|unit|apt|apartment|suite) )?([0-9]+[a-z]?(?: [0-9]+[a-z]?)?)(?: |$)';

const nameParts: Readonly<Record<string, PartSql>> = {
  first: (x) => `string_split(${x}, ' ')[1]`,
  last: (x) => `string_split(${x}, ' ')[-1]`,
  initial: (x) => `substr(${x}, 1, 1)`,
  joined: (x) => `replace(${x}, ' ', '')`,
  words: wordList,
};

const fullNameParts: Readonly<Record<string, PartSql>> = {
  ...nameParts,
  given: (x) =>
    `NULLIF(trim(CASE WHEN contains(${x}, ',') THEN regexp_extract(${x}, ',(.*)$', 1)
      WHEN contains(${x}, ' ') THEN regexp_extract(${x}, '^([^ ]+) ', 1) END), '')`,
  surname: (x) =>
    `NULLIF(trim(CASE WHEN contains(${x}, ',') THEN regexp_extract(${x}, '^([^,]*),', 1)
      ELSE regexp_extract(${x}, '(?:^| )((?i:(?:van|von|de|der|den|del|la|le|di|da|al|el|bin|st|mac|mc) )*[^ ]+)$', 1) END), '')`,
};

const organisationCore: PartSql = (x) =>
  `coalesce(NULLIF(trim(regexp_replace(regexp_replace(${x}, '\\b(${LEGAL_WORDS})\\b', ' ', 'g'), ' +', ' ', 'g')), ''), ${x})`;

const organisationParts: Readonly<Record<string, PartSql>> = {
  core: organisationCore,
  joined: (x) => `replace(${organisationCore(x)}, ' ', '')`,
  words: (x) => wordList(organisationCore(x)),
  first: (x) => `string_split(${organisationCore(x)}, ' ')[1]`,
  longest: (x) =>
    `list_sort(list_transform(string_split(${organisationCore(x)}, ' '), w -> lpad(CAST(99 - length(w) AS VARCHAR), 2, '0') || w))[1][3:]`,
  initials: (x) =>
    `list_aggregate(list_transform(string_split(${organisationCore(x)}, ' '), w -> w[1]), 'string_agg', '')`,
};

const PARTS: Readonly<Record<FieldSettings['type'], Readonly<Record<string, PartSql>>>> = {
  givenName: nameParts,
  surname: nameParts,
  fullName: fullNameParts,
  organisation: organisationParts,
  date: {
    valid: (x) => `CASE WHEN try_strptime(${x}, '%Y%m%d') IS NOT NULL THEN ${x} END`,
    year: (x) =>
      `CASE WHEN substr(${x}, 1, 4) BETWEEN '1850' AND '2100' THEN substr(${x}, 1, 4) END`,
    yearMonth: (x) => `CASE WHEN substr(${x}, 5, 2) <> '00' THEN substr(${x}, 1, 6) END`,
    monthDay: (x) => `CASE WHEN substr(${x}, 7, 2) <> '00' THEN substr(${x}, 5, 4) END`,
    day: (x) => `substr(${x}, 7, 2)`,
    turned: (x) => `substr(${x}, 1, 4) || substr(${x}, 7, 2) || substr(${x}, 5, 2)`,
    days: (x) => `CAST(epoch(try_strptime(${x}, '%Y%m%d')) / 86400 AS INTEGER)`,
  },
  street: {
    plain: (x) =>
      `NULLIF(trim(array_to_string(${streetWords(`trim(regexp_replace(regexp_replace(${x}, '${UK_POSTCODE}$', ''), '${HOUSE}', ''))`)}, ' ')), '')`,
    number: (x) => `NULLIF(regexp_extract(${x}, '${HOUSE}', 1), '')`,
    postcode: (x) =>
      `NULLIF(upper(replace(regexp_extract(${x}, '${UK_POSTCODE}$', 1), ' ', '')), '')`,
    words: (x) => wordList(`array_to_string(${streetWords(x)}, ' ')`),
  },
  houseNumber: { digits: (x) => `NULLIF(regexp_extract(${x}, '([0-9]+)', 1), '')` },
  text: { words: wordList, joined: (x) => `replace(${x}, ' ', '')` },
  postcode: {
    district: (x) =>
      `CASE WHEN regexp_full_match(${x}, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}') THEN substr(${x}, 1, length(${x}) - 3) ELSE substr(${x}, 1, 3) END`,
    sector: (x) =>
      `CASE WHEN regexp_full_match(${x}, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}') THEN substr(${x}, 1, length(${x}) - 2) ELSE substr(${x}, 1, 4) END`,
  },
  phone: { tail: (x) => `right(${x}, 7)` },
  email: {
    local: (x) => `NULLIF(split_part(${x}, '@', 1), '')`,
    domain: (x) => `NULLIF(split_part(${x}, '@', 2), '')`,
    letters: (x) => `NULLIF(regexp_replace(split_part(${x}, '@', 1), '[^a-z]', '', 'g'), '')`,
  },
  web: {},
  vrm: { lookalike: (x) => `translate(${x}, '015829', 'OISBZG')` },
  identifier: { digits: (x) => `NULLIF(regexp_replace(${x}, '[^0-9]', '', 'g'), '')` },
};

/** Parts that need a lookup table filled outside SQL. */
export const LOOKED_UP_PARTS = ['sound', 'roots'] as const;

/** Parts by which one field may serve as the fallback of another; they exist before fallbacks do. */
export function isEarlyType(type: FieldSettings['type']): boolean {
  return type === 'fullName' || type === 'street';
}

/** SQL of part `name` from the cleaned value `x`; null when the field type has no such part. */
export function partSql(type: FieldSettings['type'], name: string, x: string): string | null {
  const part = Object.hasOwn(PARTS[type], name) ? PARTS[type][name] : undefined;
  return part === undefined ? null : part(x);
}

/** Names of the parts a field type offers. */
export function partNames(type: FieldSettings['type']): string[] {
  return [...Object.keys(PARTS[type]), ...LOOKED_UP_PARTS];
}

/** Whether a part is a list of words. */
export function isListPart(name: string): boolean {
  return name === 'words' || name === 'roots';
}
