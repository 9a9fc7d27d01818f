/** Share of people with this many records, as SQL over a uniform number. */
const RECORDS_PER_PERSON = 2.3;

const SYLLABLES = `['an','bel','car','dor','el','fin','gar','hol','is','jen','kar','lan','mor','nel','os','per','quin','ros','sam','tor','ul','vic','wes','yor','zan','ash','bri','cla','dun','fra']`;
const ENDINGS = `['a','ton','ley','son','man','ford','ie','er','win','by','ham','well','ard','ine','in','y','more','den','ell','is']`;

/** Uniform number in [0, 1) from a seed and a key, the same on every run. */
function chance(key: string, seed: number): string {
  return `((hash(${key}, ${seed}) % 1000003) / 1000003.0)`;
}

/** A skewed index in 0..n-1: low numbers are common, as with real names. */
function skewed(key: string, seed: number, n: number): string {
  return `CAST(floor(pow(${chance(key, seed)}, 2.2) * ${n}) AS INTEGER)`;
}

function made(index: string): string {
  return `(${SYLLABLES}[1 + (${index} * 7) % 30] || ${SYLLABLES}[1 + CAST(floor(${index} / 30) AS INTEGER) % 30] || ${ENDINGS}[1 + (${index} * 13 + 5) % 20])`;
}

/** One letter replaced in about `rate` of the values. */
function slipped(value: string, key: string, seed: number, rate: number): string {
  const at = `(1 + hash(${key}, ${seed + 1}) % greatest(length(${value}), 1))::INTEGER`;
  const letter = `chr((97 + hash(${key}, ${seed + 2}) % 26)::INTEGER)`;
  return `CASE WHEN ${chance(key, seed)} < ${rate} THEN substr(${value}, 1, ${at} - 1) || ${letter} || substr(${value}, ${at} + 1) ELSE ${value} END`;
}

/**
 * Query of generated person records `from`..`to`-1: id, names, date of birth, street, town, postcode.
 * About 2.3 records a person; skewed names; 5 % slips per field; some fields empty.
 */
export function peopleSql(from: number, to: number, seed: number): string {
  const person = `SELECT i, CAST(hash(i, ${seed}) % CAST(ceil(${to} / ${RECORDS_PER_PERSON}) AS UBIGINT) AS BIGINT) AS p FROM range(${from}, ${to}) t(i)`;
  const clean = `SELECT i, p,
    ${made(skewed('p', seed + 10, 3000))} AS given,
    ${made(`(${skewed('p', seed + 20, 20000)} + 11)`)} AS surname,
    date '1930-01-01' + CAST(hash(p, ${seed + 30}) % 29000 AS INTEGER) AS dob,
    CAST(1 + hash(p, ${seed + 40}) % 180 AS VARCHAR) AS house,
    ${made(skewed('p', seed + 50, 9000))} || ' road' AS street,
    'B' || CAST(1 + hash(p, ${seed + 60}) % 98 AS VARCHAR) || ' ' || CAST(hash(p, ${seed + 61}) % 10 AS VARCHAR)
      || chr((65 + hash(p, ${seed + 62}) % 26)::INTEGER) || chr((65 + hash(p, ${seed + 63}) % 26)::INTEGER) AS postcode
    FROM (${person})`;
  return `SELECT CAST(i AS VARCHAR) AS id, CAST(p AS VARCHAR) AS person,
    ${slipped('given', 'i', seed + 100, 0.05)} AS first_name,
    ${slipped('surname', 'i', seed + 110, 0.05)} AS surname,
    CASE WHEN ${chance('i', seed + 120)} < 0.03 THEN NULL ELSE CAST(dob + CAST(CASE WHEN ${chance('i', seed + 121)} < 0.04 THEN 10 ELSE 0 END AS INTEGER) AS VARCHAR) END AS dob,
    house || ' ' || ${slipped('street', 'i', seed + 130, 0.05)} AS address,
    CASE WHEN ${chance('i', seed + 140)} < 0.12 THEN NULL ELSE postcode END AS postcode
    FROM (${clean})`;
}
