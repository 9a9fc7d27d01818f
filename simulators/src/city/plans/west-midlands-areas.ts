import type { PlannedArea } from '../plan.js';

/** A stretch of boundary, latitude and longitude, drawn by hand to about 1 km. */
type Line = readonly (readonly [number, number])[];

// outer edge, clockwise, each stretch from one meeting point of areas to the next
const WLV_OUTER: Line = [
  [52.552, -2.148],
  [52.556, -2.17],
  [52.563, -2.187],
  [52.575, -2.2],
  [52.592, -2.206],
  [52.606, -2.192],
  [52.622, -2.176],
  [52.637, -2.15],
  [52.637, -2.11],
  [52.628, -2.08],
  [52.62, -2.052],
];
const WAL_OUTER: Line = [
  [52.62, -2.052],
  [52.634, -2.035],
  [52.64, -2.012],
  [52.644, -1.985],
  [52.656, -1.96],
  [52.663, -1.93],
  [52.65, -1.912],
  [52.63, -1.897],
  [52.612, -1.878],
  [52.6, -1.868],
];
const BHM_NORTH: Line = [
  [52.6, -1.868],
  [52.607, -1.845],
  [52.608, -1.8],
  [52.595, -1.762],
  [52.57, -1.752],
  [52.545, -1.752],
  [52.528, -1.742],
  [52.512, -1.757],
];
const SOL_NORTH: Line = [
  [52.512, -1.757],
  [52.506, -1.735],
  [52.49, -1.725],
  [52.478, -1.7],
  [52.47, -1.68],
  [52.46, -1.655],
  [52.462, -1.62],
  [52.455, -1.6],
];
const COV_OUTER: Line = [
  [52.455, -1.6],
  [52.462, -1.57],
  [52.455, -1.54],
  [52.46, -1.51],
  [52.463, -1.47],
  [52.45, -1.44],
  [52.43, -1.424],
  [52.405, -1.428],
  [52.388, -1.438],
  [52.37, -1.475],
  [52.366, -1.52],
  [52.366, -1.56],
  [52.375, -1.585],
  [52.385, -1.605],
];
const SOL_SOUTH: Line = [
  [52.385, -1.605],
  [52.375, -1.622],
  [52.372, -1.66],
  [52.362, -1.7],
  [52.352, -1.74],
  [52.348, -1.785],
  [52.358, -1.81],
  [52.37, -1.842],
  [52.382, -1.86],
  [52.392, -1.868],
];
const BHM_SOUTH: Line = [
  [52.392, -1.868],
  [52.388, -1.885],
  [52.388, -1.92],
  [52.385, -1.955],
  [52.382, -1.99],
  [52.39, -2.02],
  [52.41, -2.03],
  [52.428, -2.022],
];
const DUD_OUTER: Line = [
  [52.428, -2.022],
  [52.43, -2.05],
  [52.427, -2.08],
  [52.427, -2.12],
  [52.43, -2.155],
  [52.445, -2.172],
  [52.465, -2.185],
  [52.49, -2.192],
  [52.512, -2.19],
  [52.522, -2.158],
  [52.54, -2.146],
  [52.552, -2.148],
];

// inner edges
const WLV_DUD: Line = [
  [52.552, -2.148],
  [52.557, -2.12],
  [52.554, -2.1],
  [52.55, -2.075],
];
const WLV_SAN: Line = [
  [52.55, -2.075],
  [52.553, -2.05],
];
const WLV_WAL: Line = [
  [52.553, -2.05],
  [52.568, -2.052],
  [52.577, -2.07],
  [52.592, -2.068],
  [52.603, -2.062],
  [52.62, -2.052],
];
const WAL_SAN: Line = [
  [52.553, -2.05],
  [52.562, -2.033],
  [52.566, -2.012],
  [52.567, -1.99],
  [52.562, -1.975],
  [52.564, -1.955],
  [52.553, -1.925],
];
const WAL_BHM: Line = [
  [52.553, -1.925],
  [52.556, -1.9],
  [52.562, -1.882],
  [52.57, -1.865],
  [52.585, -1.862],
  [52.6, -1.868],
];
const SAN_BHM: Line = [
  [52.553, -1.925],
  [52.54, -1.928],
  [52.523, -1.928],
  [52.518, -1.95],
  [52.51, -1.962],
  [52.5, -1.955],
  [52.49, -1.945],
  [52.48, -1.955],
  [52.47, -1.97],
  [52.465, -1.985],
  [52.465, -2.003],
];
const BHM_DUD: Line = [
  [52.465, -2.003],
  [52.455, -2.01],
  [52.44, -2.012],
  [52.428, -2.022],
];
const SAN_DUD: Line = [
  [52.465, -2.003],
  [52.47, -2.03],
  [52.466, -2.055],
  [52.466, -2.085],
  [52.475, -2.097],
  [52.482, -2.078],
  [52.495, -2.062],
  [52.51, -2.063],
  [52.522, -2.075],
  [52.535, -2.085],
  [52.55, -2.075],
];
const BHM_SOL: Line = [
  [52.512, -1.757],
  [52.512, -1.79],
  [52.5, -1.797],
  [52.5, -1.765],
  [52.488, -1.76],
  [52.475, -1.765],
  [52.46, -1.757],
  [52.447, -1.768],
  [52.445, -1.795],
  [52.442, -1.815],
  [52.43, -1.825],
  [52.42, -1.838],
  [52.41, -1.848],
  [52.4, -1.862],
  [52.392, -1.868],
];
const SOL_COV: Line = [
  [52.455, -1.6],
  [52.435, -1.605],
  [52.415, -1.608],
  [52.4, -1.612],
  [52.385, -1.605],
];

const back = (line: Line): Line => [...line].reverse();

function area(code: string, name: string, share: number, lines: readonly Line[]): PlannedArea {
  // each stretch ends where the next begins
  const ring = lines.flatMap((line) => line.slice(0, -1)).map(([lat, lon]) => ({ lat, lon }));
  return { code, name, share, ring };
}

/** The seven local policing areas with their rough share of the people, named for the boroughs they follow; neighbours share their edges. */
export const WEST_MIDLANDS_AREAS: readonly PlannedArea[] = [
  area('BHM', 'Birmingham', 0.4, [
    BHM_NORTH,
    BHM_SOL,
    BHM_SOUTH,
    back(BHM_DUD),
    back(SAN_BHM),
    WAL_BHM,
  ]),
  area('COV', 'Coventry', 0.12, [COV_OUTER, back(SOL_COV)]),
  area('DUD', 'Dudley', 0.11, [DUD_OUTER, WLV_DUD, back(SAN_DUD), BHM_DUD]),
  area('SAN', 'Sandwell', 0.12, [WAL_SAN, SAN_BHM, SAN_DUD, WLV_SAN]),
  area('SOL', 'Solihull', 0.07, [SOL_NORTH, SOL_COV, SOL_SOUTH, back(BHM_SOL)]),
  area('WAL', 'Walsall', 0.09, [WAL_OUTER, back(WAL_BHM), back(WAL_SAN), WLV_WAL]),
  area('WLV', 'Wolverhampton', 0.09, [WLV_OUTER, back(WLV_WAL), back(WLV_SAN), back(WLV_DUD)]),
];
