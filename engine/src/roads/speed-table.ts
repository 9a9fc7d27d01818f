/** The speed profiles a graph carries, in storage order: index 0 is `standard`, index 1 `response`. */
export const SPEED_PROFILES = ['standard', 'response'] as const;
export type SpeedProfile = (typeof SPEED_PROFILES)[number];

/** One highway class: the limit used when a way has no usable `maxspeed`, and what share of it is achieved. */
export interface HighwayClassSpeed {
  readonly highway: string;
  /** Limit in mph where the way states none. */
  readonly defaultLimitMph: number;
  /** Share of the limit achieved over a whole journey, in per cent, by profile. */
  readonly achievedPercent: Readonly<Record<SpeedProfile, number>>;
  /** True where the figure is a judgement and not taken from a source. */
  readonly assumed: boolean;
  readonly source: string;
}

const LIMIT_SOURCE =
  'Highway Code rule 124 (30 mph restricted roads, 60 mph single, 70 mph dual carriageway and motorway); ' +
  'which limit a class usually has, and the achieved share, are assumed until calibrated on own journeys';
const ASSUMED = 'assumed: no national limit is tied to this class; calibrate on own journeys';

function row(
  highway: string,
  defaultLimitMph: number,
  [standard, response]: readonly [number, number],
  source = LIMIT_SOURCE,
): HighwayClassSpeed {
  return {
    highway,
    defaultLimitMph,
    achievedPercent: { standard, response },
    assumed: true,
    source,
  };
}

/**
 * Speeds by OpenStreetMap highway class for Great Britain. Every class listed is drivable, every
 * other is not. `response` is a driver trained and permitted to use the exemptions from speed
 * limits and signals; `standard` is everyone else.
 */
export const UK_SPEED_TABLE = {
  version: 'uk-1',
  classes: [
    row('motorway', 70, [88, 120]),
    row('motorway_link', 50, [80, 105]),
    row('trunk', 60, [80, 115]),
    row('trunk_link', 40, [75, 100]),
    row('primary', 40, [70, 105]),
    row('primary_link', 30, [70, 100]),
    row('secondary', 40, [68, 100]),
    row('secondary_link', 30, [68, 98]),
    row('tertiary', 30, [66, 98]),
    row('tertiary_link', 30, [66, 95]),
    row('unclassified', 30, [64, 95]),
    row('residential', 30, [58, 85]),
    row('living_street', 20, [55, 75], ASSUMED),
    row('service', 15, [60, 80], ASSUMED),
    row('road', 30, [58, 85], ASSUMED),
  ],
  /** Ways open only to some (private, customers, delivery …) are passable to police, at most this fast. */
  restrictedAccessLimitMph: 10,
  /** What `maxspeed` words mean, in mph. Source: OpenStreetMap wiki "Speed limits", Highway Code rule 124. */
  limitWordsMph: {
    national: 60,
    'gb:national': 60,
    'gb:nsl_single': 60,
    'gb:nsl_dual': 70,
    'gb:nsl_restricted': 30,
    'gb:motorway': 70,
    'uk:nsl_single': 60,
    'uk:nsl_dual': 70,
    'uk:motorway': 70,
    walk: 5,
  } as Readonly<Record<string, number>>,
  /** `national` on a motorway. */
  motorwayNationalMph: 70,
  /** A stated limit outside this range is a typing error and is ignored. */
  plausibleLimitMph: { min: 3, max: 90 },
} as const;

export type SpeedTable = typeof UK_SPEED_TABLE;
