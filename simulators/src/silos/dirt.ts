import { chance, pick } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';
import { SHORT_FORMS } from './name-lists.js';

/** How often a silo gets things wrong; shares of records. */
export interface DirtRates {
  readonly typo: number;
  readonly shortForm: number;
  readonly swappedNames: number;
  readonly dobSlip: number;
  readonly dobPlaceholder: number;
  readonly dobMissing: number;
  readonly formerAddress: number;
  readonly noFixedAbode: number;
  readonly phoneMissing: number;
}

/** A name with one letter dropped, doubled, turned round with its neighbour, or mistaken. */
export function withTypo(rng: RandomStream, name: string): string {
  if (name.length < 4) return name;
  const at = rng.int(1, name.length - 2);
  const [head, ch, next, tail] = [name.slice(0, at), name[at], name[at + 1], name.slice(at + 2)];
  switch (rng.int(0, 3)) {
    case 0:
      return `${head}${next}${tail}`;
    case 1:
      return `${head}${ch}${ch}${next}${tail}`;
    case 2:
      return `${head}${next}${ch}${tail}`;
    default:
      return `${head}${pick(rng, [...'aeiourstnl'])}${next}${tail}`;
  }
}

/** Given name and surname as a silo would hold them. */
export function writtenName(
  rng: RandomStream,
  rates: DirtRates,
  name: { readonly given: string; readonly surname: string },
): { given: string; surname: string } {
  let { given, surname } = name;
  if (chance(rng, rates.shortForm)) given = SHORT_FORMS.get(given) ?? given;
  if (chance(rng, rates.typo)) given = withTypo(rng, given);
  if (chance(rng, rates.typo)) surname = withTypo(rng, surname);
  return chance(rng, rates.swappedNames) ? { given: surname, surname: given } : { given, surname };
}

/** Date of birth YYYY-MM-DD as a silo would hold it; '' when not asked. */
export function writtenDob(rng: RandomStream, rates: DirtRates, dob: string): string {
  if (chance(rng, rates.dobMissing)) return '';
  if (chance(rng, rates.dobPlaceholder)) return '1900-01-01';
  return chance(rng, rates.dobSlip) ? slippedDob(rng, dob) : dob;
}

/** Day and month turned round, the next day, or a year off. */
function slippedDob(rng: RandomStream, dob: string): string {
  const [year = '', month = '', day = ''] = dob.split('-');
  if (Number(day) <= 12 && chance(rng, 0.6)) return `${year}-${day}-${month}`;
  if (chance(rng, 0.5))
    return `${year}-${month}-${String((Number(day) % 28) + 1).padStart(2, '0')}`;
  return `${Number(year) + (chance(rng, 0.5) ? 1 : -1)}-${month}-${day}`;
}

/** A date YYYY-MM-DD in the order of a form: 05/03/1987. */
export function britishDate(date: string): string {
  return date === '' ? '' : date.split('-').reverse().join('/');
}
