/** How incidents of a type come about and go. Every figure is assumed, for exercises only. */
export interface TypeMix {
  /** Relative frequency. */
  readonly weight: number;
  /** Times as frequent on Friday and Saturday nights. */
  readonly partyFactor: number;
  /** Mean number of further callers about the same incident. */
  readonly repeatMean: number;
  /** Median time at the scene, and spread of its logarithm. */
  readonly onSceneMedianS: number;
  readonly onSceneSigma: number;
  /** How it ends, with odds. */
  readonly results: Readonly<Record<string, number>>;
  /** What callers say. */
  readonly narratives: readonly string[];
}

const CRIME = { REPORT: 55, ARREST: 15, AREA_SEARCH: 15, ADVICE: 10, NO_OFFENCE: 5 };
const NOW = { ARREST: 40, REPORT: 35, AREA_SEARCH: 15, NO_OFFENCE: 10 };
const CARE = { ADVICE: 45, OTHER_AGENCY: 30, NO_OFFENCE: 15, FALSE_ALARM: 10 };

type Row = readonly [
  weight: number,
  partyFactor: number,
  repeatMean: number,
  onSceneMin: number,
  results: Readonly<Record<string, number>>,
  ...narratives: string[],
];

const ROWS: Readonly<Record<string, Row>> = {
  ASSAULT: [9, 3, 0.7, 35, NOW, 'Fight in the street, several people', 'Man punched, bleeding'],
  BURGLARY_NOW: [3, 1, 0.2, 45, NOW, 'Someone is in the house', 'Noises at the back door, glass'],
  BURGLARY: [5, 0.4, 0, 50, CRIME, 'Came home, house broken into', 'Shed forced overnight'],
  ROBBERY: [2.5, 1.6, 0.3, 50, NOW, 'Phone taken, threatened', 'Bag snatched, two on a moped'],
  FIREARMS: [0.5, 1.4, 0.8, 70, NOW, 'Man seen with a gun', 'Bangs heard, car made off'],
  KNIFE: [1.5, 1.8, 0.6, 50, NOW, 'Youth with a knife', 'Man waving a blade, shouting'],
  DOMESTIC: [13, 1.3, 0.2, 60, NOW, 'Partner shouting and breaking things', 'Neighbours screaming'],
  RTC_INJURY: [4, 0.9, 1.1, 55, CARE, 'Two cars, someone hurt', 'Pedestrian hit, not moving'],
  RTC: [5, 0.8, 0.5, 25, CARE, 'Cars collided, road blocked', 'Car into a lamp post, driver out'],
  ASB: [13, 1.4, 0.4, 20, CARE, 'Youths throwing things', 'Loud party, people in the road'],
  SUSPICIOUS: [9, 1.1, 0.2, 15, CARE, 'Man trying car doors', 'Van going round slowly, lights off'],
  CONCERN: [
    13,
    0.9,
    0.1,
    40,
    CARE,
    'Not seen for days, no answer',
    'Friend says she will harm herself',
  ],
  MISSING: [4, 0.9, 0.1, 60, CARE, 'Did not come home from school', 'Left the ward, vulnerable'],
  THEFT: [8, 0.5, 0.1, 30, CRIME, 'Shoplifter held by staff', 'Car gone from the drive'],
  DAMAGE: [5, 1.2, 0.1, 20, CRIME, 'Window smashed', 'Cars scratched along the street'],
  DRUGS: [2.5, 1, 0.1, 20, CRIME, 'Dealing from a car', 'Smell of cannabis, many visitors'],
  ALARM: [3, 0.8, 0, 15, { FALSE_ALARM: 80, REPORT: 20 }, 'Intruder alarm, two zones'],
  ABANDONED_CALL: [4, 1.2, 0, 15, CARE, 'Line open, shouting, then cut off'],
  OTHER: [5, 0.8, 0, 15, CARE, 'Found property', 'Asks for advice about a neighbour'],
};

/** The mix by incident type code. */
export const INCIDENT_MIX: Readonly<Record<string, TypeMix>> = Object.fromEntries(
  Object.entries(ROWS).map(([code, row]) => {
    const [weight, partyFactor, repeatMean, onSceneMin, results, ...narratives] = row;
    const mix: TypeMix = {
      weight,
      partyFactor,
      repeatMean,
      onSceneMedianS: onSceneMin * 60,
      onSceneSigma: 0.6,
      results,
      narratives,
    };
    return [code, mix];
  }),
);

/** Chance that a call handler grades one step away from the type's usual grade. */
export const REGRADE_SHARE = 0.1;
