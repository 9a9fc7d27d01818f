import type { HotSpotProfile } from '../city/world-meta.js';

const HOUR_MS = 3_600_000;
const HOURS = 168;

// relative demand by hour of day, read off published shapes of UK police demand: least at 05:00, most
// in late afternoon; Friday and Saturday nights run on. Assumed, to be replaced by a force's own.
const WEEKDAY = [
  55, 44, 36, 31, 28, 30, 40, 58, 80, 98, 108, 113, 117, 118, 120, 128, 138, 146, 148, 144, 134,
  120, 100, 76,
];
const WEEKEND = [
  105, 98, 88, 76, 58, 44, 40, 46, 60, 76, 92, 104, 112, 116, 118, 122, 128, 136, 142, 146, 146,
  142, 138, 124,
];
const FRIDAY_EVENING = [1.05, 1.1, 1.2, 1.35, 1.5];

/** Monday 00:00 UTC, 5 January 1970. */
const A_MONDAY_MS = 4 * 24 * HOUR_MS;

/** Hour of the week, 0 = Monday 00:00 to 01:00, of an instant in ms since 1970, UTC. */
export function hourOfWeek(atMs: number): number {
  const hour = Math.floor((atMs - A_MONDAY_MS) / HOUR_MS) % HOURS;
  return hour < 0 ? hour + HOURS : hour;
}

function rawDemand(hour: number): number {
  const day = Math.floor(hour / 24);
  const hourOfDay = hour % 24;
  const base = (day >= 5 ? WEEKEND : WEEKDAY)[hourOfDay] ?? 0;
  return day === 4 && hourOfDay >= 19 ? base * (FRIDAY_EVENING[hourOfDay - 19] ?? 1) : base;
}

/** Demand of each hour of the week relative to the mean hour (mean 1), Monday 00:00 first. */
export const HOUR_OF_WEEK_DEMAND: readonly number[] = (() => {
  const raw = Array.from({ length: HOURS }, (_, hour) => rawDemand(hour));
  const mean = raw.reduce((a, b) => a + b, 0) / HOURS;
  return raw.map((value) => value / mean);
})();

/** Is this hour part of a night out: 20:00 to 04:00, from Friday and Saturday evening? */
export function isPartyNight(hour: number): boolean {
  const evening = (hour + HOURS - 4) % HOURS;
  const day = Math.floor(evening / 24);
  return (day === 4 || day === 5) && evening % 24 >= 16;
}

const between = (hourOfDay: number, from: number, to: number): boolean =>
  from < to ? hourOfDay >= from && hourOfDay < to : hourOfDay >= from || hourOfDay < to;

const ACTIVITY: Record<HotSpotProfile, (hour: number) => number> = {
  day: (hour) => (between(hour % 24, 9, 18) ? 1 : 0.1),
  evening: (hour) => (between(hour % 24, 15, 23) ? 1 : 0.3),
  night: (hour) => (isPartyNight(hour) ? 3 : between(hour % 24, 20, 3) ? 0.8 : 0.1),
  flat: () => 1,
};

/** How busy a hot spot of a profile is in an hour of the week, relative to itself. Assumed. */
export function activity(profile: HotSpotProfile, hour: number): number {
  return ACTIVITY[profile](hour);
}
