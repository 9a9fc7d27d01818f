import type { LatLon } from '@muster/contracts';
import type { PlannedInterchange, PlannedMotorway, PlannedPlace } from '../plan.js';

type Row = readonly [string, number, number, string];

/** Crossings that main roads and motorways share: name, latitude, longitude, area. */
const JUNCTIONS: readonly Row[] = [
  ['M6 J2', 52.446, -1.432, 'COV'],
  ['M6 J3', 52.4583, -1.4835, 'COV'],
  ['M6 J4', 52.477, -1.704, 'SOL'],
  ['M6 J5', 52.512, -1.786, 'BHM'],
  ['M6 J6', 52.5105, -1.8655, 'BHM'],
  ['M6 J7', 52.554, -1.9315, 'WAL'],
  ['M6 J9', 52.5695, -2.0045, 'WAL'],
  ['M6 J10', 52.5888, -2.0135, 'WAL'],
  ['M5 J1', 52.5125, -1.9785, 'SAN'],
  ['M5 J2', 52.498, -2.0095, 'SAN'],
  ['M5 J3', 52.459, -2.006, 'DUD'],
  ['M42 J4', 52.3855, -1.7935, 'SOL'],
  ['M42 J5', 52.4005, -1.747, 'SOL'],
  ['M42 J6', 52.4425, -1.716, 'SOL'],
  ['M54 J2', 52.6415, -2.129, 'WLV'],
];

export const WEST_MIDLANDS_JUNCTIONS: readonly PlannedPlace[] = JUNCTIONS.map(
  ([name, lat, lon, areaCode]) => {
    return { id: name, name, lat, lon, rank: 'junction', radiusM: 0, outcode: '', areaCode };
  },
);

/** A line of the motorway: a junction's name, or latitude and longitude between junctions. */
type Stop = string | readonly [number, number];

function motorway(ref: string, stops: readonly Stop[]): PlannedMotorway {
  const junctions = stops.filter((stop) => typeof stop === 'string');
  const line = stops.map((stop): LatLon => {
    if (typeof stop !== 'string') return { lat: stop[0], lon: stop[1] };
    const junction = WEST_MIDLANDS_JUNCTIONS.find((place) => place.id === stop);
    if (!junction) throw new Error(`no junction ${stop}`);
    return { lat: junction.lat, lon: junction.lon };
  });
  return { ref, line, junctions };
}

/** Approximate alignments, good to about 1 km. */
export const WEST_MIDLANDS_MOTORWAYS: readonly PlannedMotorway[] = [
  motorway('M6', [
    [52.425, -1.405],
    'M6 J2',
    [52.4535, -1.455],
    'M6 J3',
    [52.471, -1.54],
    [52.479, -1.62],
    'M6 J4',
    [52.496, -1.724],
    [52.509, -1.752],
    'M6 J5',
    [52.5145, -1.825],
    'M6 J6',
    [52.521, -1.892],
    [52.541, -1.913],
    'M6 J7',
    [52.5505, -1.966],
    [52.56, -1.988],
    'M6 J9',
    'M6 J10',
    [52.604, -2.024],
    [52.625, -2.045],
    [52.642, -2.066],
    [52.66, -2.075],
  ]),
  motorway('M5', [
    [52.5505, -1.966],
    [52.532, -1.972],
    'M5 J1',
    [52.505, -1.995],
    'M5 J2',
    [52.478, -2.005],
    'M5 J3',
    [52.435, -2.017],
    [52.405, -2.036],
    [52.385, -2.035],
  ]),
  motorway('M42', [
    [52.36, -1.85],
    [52.37, -1.82],
    'M42 J4',
    [52.3935, -1.768],
    'M42 J5',
    [52.421, -1.724],
    'M42 J6',
    [52.466, -1.71],
    [52.496, -1.724],
    [52.53, -1.725],
  ]),
  motorway('M54', [[52.642, -2.066], [52.645, -2.095], 'M54 J2', [52.639, -2.18]]),
  motorway('A38(M)', [
    [52.5128, -1.8668],
    [52.502, -1.876],
    [52.4905, -1.8865],
  ]),
  motorway('M6 Toll', [
    [52.53, -1.725],
    [52.56, -1.742],
    [52.605, -1.755],
    [52.632, -1.82],
    [52.655, -1.9],
    [52.672, -1.95],
  ]),
];

export const WEST_MIDLANDS_INTERCHANGES: readonly PlannedInterchange[] = [
  { refs: ['M6', 'M5'], at: { lat: 52.5505, lon: -1.966 } },
  { refs: ['M6', 'M42'], at: { lat: 52.496, lon: -1.724 } },
  { refs: ['M6', 'M54'], at: { lat: 52.642, lon: -2.066 } },
  { refs: ['M42', 'M6 Toll'], at: { lat: 52.53, lon: -1.725 } },
  { refs: ['M6', 'A38(M)'], at: { lat: 52.5128, lon: -1.8668 } },
];
