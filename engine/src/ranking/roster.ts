import { hashOf } from './ranking-config.js';

/** All units known at a time, sorted by id. */
export interface Roster {
  readonly hash: string;
  readonly unitIds: readonly string[];
}

/** Makes the roster of these units; its hash depends on the ids only. */
export function rosterOf(unitIds: Iterable<string>): Roster {
  const sorted = [...unitIds].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { hash: hashOf(sorted), unitIds: sorted };
}

// a roster changes a few times a day and is asked for with every ranking
const numbersOfRoster = new WeakMap<Roster, ReadonlyMap<string, number>>();

/** Place of each unit in a roster, by id. */
export function numbersIn(roster: Roster): ReadonlyMap<string, number> {
  const known = numbersOfRoster.get(roster);
  if (known) return known;
  const numbers = new Map(roster.unitIds.map((id, i) => [id, i]));
  numbersOfRoster.set(roster, numbers);
  return numbers;
}
