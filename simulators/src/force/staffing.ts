import type { DriverLevel, UnitKind } from '@muster/contracts';

/** Tours of duty that start each day; times are op time, all figures are assumed. */
export interface TourPattern {
  readonly name: string;
  readonly startHour: number;
  readonly hours: number;
  /** Share of the full strength that works this tour. */
  readonly share: number;
}

/**
 * Early, late and night in two staggered relays, so that never all change at once, and a third relay
 * for the evening peak: 75 % of full strength at any time, 100 % from 16:00 to 02:00.
 */
export const TOUR_PATTERNS: readonly TourPattern[] = [
  { name: 'early A', startHour: 7, hours: 8, share: 0.45 },
  { name: 'late A', startHour: 15, hours: 8, share: 0.45 },
  { name: 'night A', startHour: 23, hours: 8, share: 0.45 },
  { name: 'early B', startHour: 9, hours: 8, share: 0.3 },
  { name: 'late B', startHour: 17, hours: 8, share: 0.3 },
  { name: 'night B', startHour: 1, hours: 8, share: 0.3 },
  { name: 'evening', startHour: 16, hours: 10, share: 0.25 },
];

/** A skill that a member of a crew may hold, and how likely. */
export type SkillOdds = Readonly<Record<string, number>>;

/** How units of a kind are made up. All figures are assumed. */
export interface KindStaffing {
  readonly kind: UnitKind;
  /** Letter in the call sign. */
  readonly letter: string;
  /** Share of the units on duty by day and by night (22:00 to 06:00). */
  readonly dayShare: number;
  readonly nightShare: number;
  /** Crew sizes and their odds. */
  readonly crew: Readonly<Record<number, number>>;
  /** Driver levels of the first of the crew, then of the rest. */
  readonly driver: Readonly<Partial<Record<DriverLevel, number>>>;
  readonly others: Readonly<Partial<Record<DriverLevel, number>>>;
  readonly skills: SkillOdds;
  readonly rankTitle: string;
}

const MIXED = { none: 0.1, standard: 0.35, response: 0.5, advanced: 0.05 };

export const KIND_STAFFING: readonly KindStaffing[] = [
  {
    kind: 'response',
    letter: 'R',
    dayShare: 0.58,
    nightShare: 0.74,
    crew: { 1: 0.35, 2: 0.65 },
    driver: { standard: 0.08, response: 0.8, advanced: 0.12 },
    others: MIXED,
    skills: {
      STO: 0.3,
      PSU2: 0.28,
      MOE: 0.14,
      D13: 0.06,
      SEARCH: 0.05,
      SOIT: 0.03,
      MH_TRIAGE: 0.02,
      NEGOTIATOR: 0.01,
    },
    rankTitle: 'PC',
  },
  {
    kind: 'neighbourhood',
    letter: 'N',
    dayShare: 0.14,
    nightShare: 0.03,
    crew: { 1: 0.5, 2: 0.5 },
    driver: { none: 0.1, standard: 0.55, response: 0.35 },
    others: { none: 0.3, standard: 0.5, response: 0.2 },
    skills: { STO: 0.12, PSU2: 0.15, SEARCH: 0.06, MOE: 0.06 },
    rankTitle: 'PC',
  },
  {
    kind: 'pcso',
    letter: 'C',
    dayShare: 0.08,
    nightShare: 0,
    crew: { 1: 0.6, 2: 0.4 },
    driver: { none: 0.7, standard: 0.3 },
    others: { none: 0.8, standard: 0.2 },
    skills: {},
    rankTitle: 'PCSO',
  },
  {
    kind: 'roads',
    letter: 'T',
    dayShare: 0.06,
    nightShare: 0.06,
    crew: { 1: 0.3, 2: 0.7 },
    driver: { advanced: 1 },
    others: { response: 0.4, advanced: 0.6 },
    skills: { RPU: 1, STO: 0.45, D13: 0.15 },
    rankTitle: 'PC',
  },
  {
    kind: 'firearms',
    letter: 'F',
    dayShare: 0.04,
    nightShare: 0.05,
    crew: { 2: 0.6, 3: 0.4 },
    driver: { advanced: 1 },
    others: { response: 0.3, advanced: 0.7 },
    skills: { AFO: 1, ARV: 1, STO: 1, D13: 0.8, MOE: 0.4 },
    rankTitle: 'PC',
  },
  {
    kind: 'dog',
    letter: 'D',
    dayShare: 0.03,
    nightShare: 0.04,
    crew: { 1: 1 },
    driver: { response: 0.6, advanced: 0.4 },
    others: MIXED,
    skills: { DOG_GP: 0.8, DOG_DRUG: 0.45, STO: 0.2 },
    rankTitle: 'PC',
  },
  {
    kind: 'supervisor',
    letter: 'S',
    dayShare: 0.07,
    nightShare: 0.08,
    crew: { 1: 1 },
    driver: { standard: 0.1, response: 0.75, advanced: 0.15 },
    others: MIXED,
    skills: { STO: 0.4, PSU2: 0.3, D13: 0.05 },
    rankTitle: 'PS',
  },
];

/** Odds of a driver's authority having lapsed, and of a skill being expired or about to. Assumed. */
export const EXPIRY_ODDS = {
  lapsedDriver: 0.03,
  expiredSkill: 0.04,
  soon: 0.08,
  neverExpires: 0.1,
};

/** Radio status of those on duty outside incidents, with odds. Assumed. */
export const STATUS_ODDS: readonly (readonly [number, number])[] = [
  [2, 0.7],
  [3, 0.16],
  [4, 0.04],
  [7, 0.05],
  [8, 0.04],
  [9, 0.01],
];
