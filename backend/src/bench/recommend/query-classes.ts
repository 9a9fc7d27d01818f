import type { Dice } from '../support/dice.js';
import type { UnitPlan } from '../support/bench-force.js';

/** Queries that need a skill which a known number of available units holds. */
export interface QueryClass {
  /** How many units may be sent. */
  readonly eligible: number;
  readonly skill: string | null;
}

/** Of 11,500 units: from a whole fleet to nobody at all. */
const FULL_SIZE = 11_500;
const FULL_CLASSES: readonly QueryClass[] = [
  { eligible: 3450, skill: null },
  { eligible: 345, skill: 'STO' },
  { eligible: 100, skill: 'ARV' },
  { eligible: 10, skill: 'DOG_DRUG' },
  { eligible: 3, skill: 'NEGOTIATOR' },
  { eligible: 0, skill: 'SEARCH' },
];
const AVAILABLE = 2;
const COMMITTED = 8;
/** Share of the committed units that hold each skill too, so that status must be looked at. */
const HELD_BY_COMMITTED = 0.1;
const STANDARD_DRIVERS = 0.3;

/** The classes for a number of units; all of them are there at full size. */
export function classesFor(units: number): QueryClass[] {
  return FULL_CLASSES.map(({ eligible, skill }) => ({
    skill,
    eligible: Math.round((eligible * units) / FULL_SIZE),
  }));
}

/** Plans units so that each class has exactly its number of eligible ones. All are on duty. */
export function planUnits(units: number, dice: Dice): UnitPlan[] {
  const classes = classesFor(units);
  const available = classes[0]?.eligible ?? 0;
  const skills = Array.from({ length: units }, () => [] as string[]);
  for (const { eligible, skill } of classes) {
    if (skill === null) continue;
    for (const unit of chosen(available, eligible, dice)) skills[unit]?.push(skill);
    for (let unit = available; unit < units; unit++)
      if (dice.next() < HELD_BY_COMMITTED) skills[unit]?.push(skill);
  }
  return skills.map((held, unit) => ({
    statusCode: unit < available ? AVAILABLE : COMMITTED,
    skills: held,
    driverLevel: dice.next() < STANDARD_DRIVERS ? 'standard' : 'response',
  }));
}

/** `count` different whole numbers below `end`. */
function chosen(end: number, count: number, dice: Dice): Set<number> {
  const numbers = new Set<number>();
  while (numbers.size < Math.min(count, end)) numbers.add(dice.below(end));
  return numbers;
}
