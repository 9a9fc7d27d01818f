import { chance, pick } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';
import { britishDate, writtenDob, writtenName } from './dirt.js';
import type { DirtRates } from './dirt.js';
import type { Household, Person, Vehicle } from './households.js';
import { WARNINGS } from './name-lists.js';

/** What a mention of a record truly is. Mention numbers are those of the source descriptions. */
export interface TruthRow {
  readonly mention: 1 | 2;
  readonly kind: 'person' | 'vehicle';
  readonly entity: string;
}

/** One record of a silo: its columns, and what it is about. The first column is the record key. */
export interface SiloRow {
  readonly columns: Readonly<Record<string, string>>;
  readonly truth: readonly TruthRow[];
}

/** One silo: its file, the share of people in it, how dirty it is, and how a record is written. */
export interface Silo {
  readonly name: string;
  readonly format: 'csv' | 'ndjson';
  /** Share of people with a first record, and with each further one. */
  readonly share: number;
  readonly again: number;
  readonly dirt: DirtRates;
  readonly row: (source: RowSource) => SiloRow;
}

/** What a row is written from. */
export interface RowSource {
  readonly rng: RandomStream;
  readonly key: string;
  readonly person: Person;
  readonly household: Household;
  readonly dirt: DirtRates;
}

const CLEAN: DirtRates = {
  typo: 0.01,
  shortForm: 0.01,
  swappedNames: 0.002,
  dobSlip: 0.01,
  dobPlaceholder: 0,
  dobMissing: 0,
  formerAddress: 0.1,
  noFixedAbode: 0,
  phoneMissing: 0.2,
};
const USUAL: DirtRates = {
  typo: 0.03,
  shortForm: 0.08,
  swappedNames: 0.01,
  dobSlip: 0.03,
  dobPlaceholder: 0.01,
  dobMissing: 0.03,
  formerAddress: 0.15,
  noFixedAbode: 0.02,
  phoneMissing: 0.4,
};
const HASTY: DirtRates = {
  ...USUAL,
  typo: 0.05,
  shortForm: 0.15,
  dobMissing: 0.1,
  noFixedAbode: 0,
};

function written({ rng, person, dirt }: RowSource) {
  const name = writtenName(rng, dirt, person);
  const address = chance(rng, dirt.formerAddress) ? person.formerAddress : person.address;
  const homeless = chance(rng, dirt.noFixedAbode);
  return {
    ...name,
    dob: writtenDob(rng, dirt, person.dob),
    number: homeless ? '' : address.number,
    street: homeless ? 'No fixed abode' : address.street,
    town: homeless ? '' : address.town,
    postcode: homeless ? '' : address.postcode,
    phone: chance(rng, dirt.phoneMissing) ? '' : person.mobile,
  };
}

function day(rng: RandomStream): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${rng.int(2014, 2025)}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`;
}

/** A vehicle that a record of the household may speak of; most speak of none. */
function seenVehicle({ rng, household }: RowSource): Vehicle | undefined {
  if (household.clone && chance(rng, 0.5)) return household.clone;
  return chance(rng, 0.35) ? household.vehicles[0] : undefined;
}

function truthOf(person: Person, vehicle?: Vehicle): TruthRow[] {
  const own: TruthRow = { mention: 1, kind: 'person', entity: person.id };
  return vehicle ? [own, { mention: 2, kind: 'vehicle', entity: vehicle.id }] : [own];
}

function warningsOf(person: Person): { code: string; text: string } {
  const found = person.markers.map((n) => WARNINGS[n] ?? WARNINGS[0]);
  return { code: found[0]?.[0] ?? '', text: found[0]?.[1] ?? '' };
}

function crime(source: RowSource): SiloRow {
  const { rng, key, person } = source;
  const w = written(source);
  const vehicle = seenVehicle(source);
  const columns = {
    crime_ref: key,
    recorded_on: britishDate(day(rng)),
    offence: pick(rng, ['burglary', 'assault', 'theft', 'criminal damage', 'robbery']),
    role: pick(rng, ['suspect', 'victim', 'witness']),
    surname: w.surname,
    forename: w.given,
    date_of_birth: britishDate(w.dob),
    house_no: w.number,
    street: w.street,
    town: w.town,
    postcode: w.postcode,
    telephone: w.phone,
    vehicle_reg: vehicle?.vrm ?? '',
    vehicle_make: vehicle?.make ?? '',
    vehicle_colour: vehicle?.colour ?? '',
  };
  return { columns, truth: truthOf(person, vehicle) };
}

function custody(source: RowSource): SiloRow {
  const { rng, key, person } = source;
  const w = written(source);
  const warning = warningsOf(person);
  const alias = chance(rng, 0.1)
    ? `${w.surname}, ${pick(rng, ['Tez', 'Smiler', 'Biggs', 'Jay', 'Ace'])}`
    : '';
  const columns = {
    custody_no: key,
    arrested_on: day(rng),
    name: `${w.surname.toUpperCase()}, ${w.given}${person.middle ? ` ${person.middle}` : ''}`,
    also_known_as: alias,
    dob: w.dob,
    address: [`${w.number} ${w.street}`.trim(), w.town].filter(Boolean).join(', '),
    post_code: w.postcode,
    pnc_id: chance(rng, 0.7) ? person.pncId : '',
    warning_code: warning.code,
    warning_text: warning.text,
  };
  return { columns, truth: truthOf(person) };
}

function intelligence(source: RowSource): SiloRow {
  const { rng, key, person } = source;
  const w = written(source);
  const vehicle = seenVehicle(source);
  const columns = {
    log_no: key,
    submitted: day(rng),
    grading: pick(rng, ['1A-P', '2B-C', '3C-C', '2B-P']),
    marking: chance(rng, 0.1) ? 'SECRET' : 'OFFICIAL-SENSITIVE',
    subject: `${w.given} ${w.surname}`,
    subject_born: w.dob,
    subject_address: `${w.number} ${w.street}`.trim(),
    subject_town: w.town,
    subject_postcode: w.postcode,
    vrm: vehicle?.vrm ?? '',
    make: vehicle?.make ?? '',
    colour: vehicle?.colour ?? '',
    assessment: pick(rng, [
      'is believed to deal drugs',
      'is said to store stolen goods',
      'may be a victim of exploitation',
    ]),
  };
  return { columns, truth: truthOf(person, vehicle) };
}

function incident(source: RowSource): SiloRow {
  const { rng, key, person } = source;
  const w = written(source);
  const columns = {
    log: key,
    opened: day(rng),
    caller: `${w.given} ${w.surname}`,
    caller_dob: britishDate(w.dob),
    caller_phone: w.phone,
    place: `${w.number} ${w.street}`.trim(),
    place_town: w.town,
    place_postcode: w.postcode,
  };
  return { columns, truth: truthOf(person) };
}

function firearms(source: RowSource): SiloRow {
  const { rng, key, person } = source;
  const w = written(source);
  const columns = {
    certificate_no: key,
    granted_on: britishDate(day(rng)),
    last_name: w.surname,
    first_names: person.middle ? `${w.given} ${person.middle}` : w.given,
    born: britishDate(w.dob),
    address_1: `${w.number} ${w.street}`.trim(),
    town: w.town,
    postcode: w.postcode,
    phone: w.phone,
    weapon: pick(rng, ['shotgun', 'rifle', 'air rifle']),
  };
  return { columns, truth: truthOf(person) };
}

function missing(source: RowSource): SiloRow {
  const { rng, key, person } = source;
  const w = written(source);
  const columns = {
    reference: key,
    reported: day(rng),
    risk: pick(rng, ['high', 'medium', 'low']),
    full_name: `${w.given} ${w.surname}`,
    dob: w.dob,
    home_address: `${w.number} ${w.street}`.trim(),
    home_town: w.town,
    home_postcode: w.postcode,
    mobile: w.phone,
  };
  return { columns, truth: truthOf(person) };
}

/** Silos of people; the keeper register follows the vehicles and is written by `keeperRow`. */
export const SILOS: readonly Silo[] = [
  { name: 'crime', format: 'csv', share: 0.4, again: 0.3, dirt: USUAL, row: crime },
  { name: 'custody', format: 'csv', share: 0.15, again: 0.4, dirt: USUAL, row: custody },
  {
    name: 'intelligence',
    format: 'ndjson',
    share: 0.1,
    again: 0.4,
    dirt: HASTY,
    row: intelligence,
  },
  { name: 'incidents', format: 'csv', share: 0.3, again: 0.3, dirt: HASTY, row: incident },
  { name: 'firearms', format: 'csv', share: 0.02, again: 0, dirt: CLEAN, row: firearms },
  { name: 'missing', format: 'ndjson', share: 0.03, again: 0.3, dirt: USUAL, row: missing },
];

/** One line of the vehicle keeper register: it never holds a date of birth. */
export function keeperRow(rng: RandomStream, key: string, vehicle: Vehicle): SiloRow {
  const person = vehicle.keeper;
  const dirt = { ...CLEAN, dobMissing: 1 };
  const household = { people: [], vehicles: [], clone: null };
  const w = written({ rng, key, person, household, dirt });
  const columns = {
    document_ref: key,
    since: britishDate(day(rng)),
    vrm: vehicle.vrm,
    vin: vehicle.vin,
    make: vehicle.make.toUpperCase(),
    colour: vehicle.colour.toUpperCase(),
    keeper_forenames: w.given.toUpperCase(),
    keeper_surname: w.surname.toUpperCase(),
    address_line_1: `${w.number} ${w.street}`.toUpperCase(),
    post_town: w.town.toUpperCase(),
    postcode: w.postcode,
  };
  return { columns, truth: truthOf(person, vehicle) };
}
