import { chance, pick } from '../random/distributions.js';
import { streamFor, type RandomStream } from '../random/stream.js';
import {
  COLOURS,
  FEMALE,
  MAKES,
  MALE,
  STREET_KINDS,
  STREETS,
  SURNAMES,
  TOWNS,
} from './name-lists.js';

/** Where people live. */
export interface Address {
  readonly number: string;
  readonly street: string;
  readonly town: string;
  readonly postcode: string;
}

/** One person as they truly are. `dob` is YYYY-MM-DD. */
export interface Person {
  readonly id: string;
  readonly given: string;
  readonly middle: string;
  readonly surname: string;
  readonly dob: string;
  readonly mobile: string;
  readonly address: Address;
  /** Where they lived before; old records have it. */
  readonly formerAddress: Address;
  readonly pncId: string;
  readonly markers: readonly number[];
}

/** One vehicle as it truly is. */
export interface Vehicle {
  readonly id: string;
  readonly vrm: string;
  readonly vin: string;
  readonly make: string;
  readonly colour: string;
  readonly keeper: Person;
}

/** People at one address; `clone` is a vehicle that carries the plates of a stranger's. */
export interface Household {
  readonly people: readonly Person[];
  readonly vehicles: readonly Vehicle[];
  readonly clone: Vehicle | null;
}

const LETTERS = 'ABCDEFGHJKLMNOPRSTUVWXYZ';
const letter = (rng: RandomStream): string => pick(rng, [...LETTERS]);
const digits = (rng: RandomStream, n: number): string =>
  Array.from({ length: n }, () => rng.int(0, 9)).join('');
const two = (n: number): string => String(n).padStart(2, '0');

/** Skewed to the front of the list: a few names are common, most are not. */
function skewed(rng: RandomStream, list: readonly string[]): string {
  return list[Math.floor(rng.next() ** 1.7 * list.length)] as string;
}

function surname(rng: RandomStream): string {
  // a quarter of all people have names that almost nobody else has
  if (!chance(rng, 0.25)) return skewed(rng, SURNAMES);
  const part = [
    'Ash',
    'Bar',
    'Cal',
    'Den',
    'El',
    'Far',
    'Gre',
    'Hal',
    'Ker',
    'Mar',
    'Nor',
    'Rad',
    'Ster',
  ];
  const middle = [
    'b',
    'ding',
    'fer',
    'ling',
    'mer',
    'ning',
    'per',
    'ring',
    'sing',
    'ther',
    'ving',
    'wel',
  ];
  const end = [
    'ham',
    'ton',
    'ley',
    'worth',
    'field',
    'well',
    'wick',
    'more',
    'ford',
    'stone',
    'man',
    'er',
  ];
  return pick(rng, part) + pick(rng, middle) + pick(rng, end);
}

function address(rng: RandomStream): Address {
  const [town, area] = pick(rng, TOWNS);
  return {
    number: String(rng.int(1, 240)),
    street: `${pick(rng, STREETS)} ${pick(rng, STREET_KINDS)}`,
    town,
    postcode: `${area}${rng.int(1, 45)} ${rng.int(1, 9)}${letter(rng)}${letter(rng)}`,
  };
}

function dob(rng: RandomStream, fromYear: number, toYear: number): string {
  return `${rng.int(fromYear, toYear)}-${two(rng.int(1, 12))}-${two(rng.int(1, 28))}`;
}

/** Plates of the cars of household `index`: a function of the index, so that others can copy them. */
function plate(seed: number, index: number, car: number): string {
  const rng = streamFor(seed, `plate/${index}/${car}`);
  // the district is part of the index, which keeps plates apart
  const area = LETTERS[index % 24] as string;
  const serial = Math.floor(index / 24) * 3 + car;
  const tail = [0, 1, 2].map((n) => LETTERS[Math.floor(serial / 24 ** n) % 24]).join('');
  return `${area}${letter(rng)}${two(rng.int(2, 24))}${tail}`;
}

interface Home {
  readonly rng: RandomStream;
  readonly index: number;
  readonly surname: string;
  readonly address: Address;
}

function person(home: Home, n: number, years: readonly [number, number], like?: Person): Person {
  const { rng } = home;
  const isMale = like !== undefined || chance(rng, 0.55);
  const given = like?.given ?? skewed(rng, isMale ? MALE : FEMALE);
  return {
    id: `P${home.index}.${n}`,
    given,
    middle: chance(rng, 0.6) ? skewed(rng, isMale ? MALE : FEMALE) : '',
    surname: chance(rng, 0.85) ? home.surname : surname(rng),
    dob: dob(rng, ...years),
    mobile: `07${digits(rng, 9)}`,
    address: home.address,
    formerAddress: address(rng),
    pncId: `${rng.int(70, 99)}/${digits(rng, 6)}${letter(rng)}`,
    markers: chance(rng, 0.08) ? [rng.int(0, 5)] : [],
  };
}

function members(home: Home): Person[] {
  const { rng } = home;
  const first = person(home, 0, [1940, 1990]);
  const people = [first];
  const more = rng.int(0, 3);
  for (let n = 1; n <= more; n++) {
    const next = person(home, n, n === 1 ? [1940, 1990] : [1985, 2008]);
    // nobody gives two children one name; father and son come below
    if (!people.some((p) => p.given === next.given)) people.push(next);
  }
  const son = chance(rng, 0.02);
  if (son && first.dob < '1980') {
    const younger = person(home, people.length, [1990, 2006], first);
    people.push({ ...younger, surname: first.surname });
  }
  const last = people.at(-1);
  if (chance(rng, 0.015) && last !== undefined) {
    const twin = person(home, people.length, [1990, 2006]);
    // twins: one birthday, one surname, one address, two names
    if (!people.some((p) => p.given === twin.given))
      people.push({ ...twin, dob: last.dob, surname: last.surname });
  }
  return people;
}

/** Household number `index` of the population of a seed; nothing depends on any other household. */
export function household(seed: number, index: number, households: number): Household {
  const rng = streamFor(seed, `household/${index}`);
  const home = { rng, index, surname: surname(rng), address: address(rng) };
  const people = members(home);
  const car = (n: number, vrm: string, id: string): Vehicle => ({
    id,
    vrm,
    vin: `SB1${digits(rng, 14)}`,
    make: MAKES[(index + n) % MAKES.length] as string,
    colour: pick(rng, COLOURS),
    keeper: pick(rng, people),
  });
  const vehicles = Array.from({ length: rng.int(0, 2) }, (_, n) =>
    car(n, plate(seed, index, n), `V${index}.${n}`),
  );
  const victim = rng.int(0, households - 1);
  // a clone copies the plate of a car of another make, or it would be taken for it
  const isClone = chance(rng, 0.01) && (index + 4 - victim) % MAKES.length !== 0;
  const clone = isClone ? car(4, plate(seed, victim, 0), `C${index}`) : null;
  return { people, vehicles, clone };
}
