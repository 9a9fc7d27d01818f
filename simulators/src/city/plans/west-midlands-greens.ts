import type { PlannedCanal, PlannedGreen } from '../plan.js';

type Row = readonly [string, PlannedGreen['kind'], number, number, number];

const ROWS: readonly Row[] = [
  ['Sutton Park', 'park', 52.563, -1.853, 1150],
  ['Sandwell Valley Country Park', 'park', 52.525, -1.957, 950],
  ['Cannon Hill Park', 'park', 52.453, -1.902, 350],
  ['Woodgate Valley Country Park', 'park', 52.447, -1.985, 500],
  ['Lickey Hills Country Park', 'wood', 52.375, -2.005, 600],
  ['Edgbaston Park', 'golf_course', 52.455, -1.93, 320],
  ['Highbury Park', 'park', 52.436, -1.905, 260],
  ['Kings Heath Park', 'park', 52.428, -1.899, 180],
  ['Handsworth Park', 'park', 52.511, -1.925, 260],
  ['Perry Park', 'park', 52.531, -1.898, 330],
  ['Aston Park', 'park', 52.506, -1.888, 200],
  ['Small Heath Park', 'park', 52.468, -1.854, 220],
  ['Ward End Park', 'park', 52.497, -1.834, 200],
  ['Sheldon Country Park', 'park', 52.458, -1.765, 400],
  ['Elmdon Park', 'park', 52.443, -1.756, 270],
  ['Brueton Park', 'park', 52.408, -1.765, 330],
  ['Tudor Grange Park', 'park', 52.412, -1.789, 220],
  ['Memorial Park', 'park', 52.393, -1.516, 350],
  ['Coombe Country Park', 'park', 52.414, -1.42, 500],
  ['Allesley Park', 'park', 52.415, -1.557, 320],
  ['Walsall Arboretum', 'park', 52.587, -1.968, 330],
  ['Barr Beacon', 'park', 52.575, -1.907, 450],
  ['West Park', 'park', 52.592, -2.139, 250],
  ['East Park', 'park', 52.582, -2.098, 200],
  ['Baggeridge Country Park', 'wood', 52.525, -2.15, 500],
  ['Leasowes Park', 'park', 52.455, -2.034, 320],
  ['Mary Stevens Park', 'park', 52.449, -2.147, 220],
  ['Wrens Nest', 'wood', 52.524, -2.083, 330],
  ['Dartmouth Park', 'park', 52.521, -1.983, 270],
  ['Warley Woods', 'wood', 52.474, -1.98, 320],
  ['Rowley Hills', 'park', 52.495, -2.047, 280],
  ['Saltwells', 'wood', 52.476, -2.1, 380],
  ['Airfield', 'golf_course', 52.455, -1.748, 650],
  ['Edgbaston Reservoir', 'water', 52.479, -1.938, 260],
  ['Bartley Reservoir', 'water', 52.431, -2.003, 280],
  ['Frankley Reservoir', 'water', 52.425, -2.013, 230],
  ['Olton Mere', 'water', 52.441, -1.793, 180],
  ['Chasewater', 'water', 52.661, -1.945, 450],
  ['Earlswood Lakes', 'water', 52.365, -1.83, 330],
  ['Perry Reservoir', 'water', 52.532, -1.893, 170],
  ['Park Lime Pits', 'water', 52.601, -1.942, 150],
  ['Swan Pool', 'water', 52.527, -1.962, 230],
  ['Fens Pool', 'water', 52.492, -2.13, 220],
  ['Rough Wood', 'wood', 52.607, -2.028, 330],
];

export const WEST_MIDLANDS_GREENS: readonly PlannedGreen[] = ROWS.map(
  ([name, kind, lat, lon, radiusM]) => ({ name, kind, lat, lon, radiusM }),
);

function canal(name: string, points: readonly (readonly [number, number])[]): PlannedCanal {
  return { name, line: points.map(([lat, lon]) => ({ lat, lon })) };
}

/** Canals, for the map only; the lines are good to about 1 km. */
export const WEST_MIDLANDS_CANALS: readonly PlannedCanal[] = [
  canal('Birmingham Main Line', [
    [52.478, -1.912],
    [52.488, -1.938],
    [52.497, -1.972],
    [52.509, -2.012],
    [52.53, -2.06],
    [52.558, -2.07],
    [52.587, -2.118],
    [52.625, -2.14],
  ]),
  canal('Grand Union', [
    [52.483, -1.885],
    [52.468, -1.855],
    [52.449, -1.82],
    [52.425, -1.775],
    [52.386, -1.728],
  ]),
  canal('Coventry Canal', [
    [52.413, -1.511],
    [52.433, -1.494],
    [52.46, -1.474],
  ]),
  canal('Tame Valley', [
    [52.535, -2.015],
    [52.545, -1.975],
    [52.54, -1.93],
    [52.515, -1.87],
  ]),
  canal('Dudley No. 2', [
    [52.508, -2.085],
    [52.483, -2.082],
    [52.46, -2.045],
  ]),
];
