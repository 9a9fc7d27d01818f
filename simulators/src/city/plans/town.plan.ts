import type { LatLon } from '@muster/contracts';
import type { PlannedPlace, WorldPlan } from '../plan.js';
import { Plane, type XY } from '../plane.js';

/** Nowhere in particular in the English Midlands; the town and all names in it are invented. */
const CENTRE: LatLon = { lat: 52.216, lon: -1.184 };
const JUNCTIONS_PER_KM2 = 132;
const SUBURBS = [
  'Northcote',
  'Fenham Rise',
  'Saltmere',
  'Quarry Hill',
  'Holtwick',
  'Brackley Moor',
] as const;
const OUTCODE = 'HM';
const MOTORWAY_FROM_M = 2400;

interface TownShape {
  readonly radiusM: number;
  readonly at: (share: number, angle: number) => LatLon;
}

/**
 * A town of about this many junctions (300 to 20,000): a centre with a ring road, suburbs, a park, a
 * lake, two command areas, and, when large enough, a motorway along its northern edge.
 */
export function townPlan(junctions: number): WorldPlan {
  const radiusM = 1000 * Math.sqrt(junctions / JUNCTIONS_PER_KM2 / Math.PI);
  const plane = new Plane(CENTRE);
  const shape: TownShape = {
    radiusM,
    at: (share, angle) => {
      const flat: XY = {
        x: share * radiusM * Math.cos(angle),
        y: share * radiusM * Math.sin(angle),
      };
      return plane.toLatLon(flat.x, flat.y);
    },
  };
  const motorway = radiusM >= MOTORWAY_FROM_M;
  const places = townPlaces(shape, motorway);
  return {
    name: 'Harrowmere (generated)',
    source: 'generated; the town does not exist',
    bounds: {
      south: shape.at(1.15, -Math.PI / 2).lat,
      west: shape.at(1.15, Math.PI).lon,
      north: shape.at(1.15, Math.PI / 2).lat,
      east: shape.at(1.15, 0).lon,
    },
    areas: [
      { code: 'HMN', name: 'Harrowmere North', share: 0.5, ring: halfRing(shape, 0) },
      { code: 'HMS', name: 'Harrowmere South', share: 0.5, ring: halfRing(shape, Math.PI) },
    ],
    places,
    roads: townRoads(places, motorway),
    rings: [townRing(radiusM)],
    motorways: motorway ? [townMotorway(shape)] : [],
    interchanges: [],
    greens: townGreens(shape),
    canals: [
      { name: 'Harrowmere Canal', line: [shape.at(1, 3.5), shape.at(0.3, 4.2), shape.at(1, 5.9)] },
    ],
    streetSpacingM: 105,
    addresses: Math.round(junctions * 1.6),
    turnBans: Math.max(8, Math.round(junctions / 40)),
  };
}

function townRing(radiusM: number): WorldPlan['rings'][number] {
  const ring = {
    ref: 'A4600',
    name: 'Ring Road',
    kind: 'secondary',
    centre: 'Harrowmere',
  } as const;
  return { ...ring, radiusM: Math.max(220, radiusM * 0.22) };
}

function townGreens({ at, radiusM }: TownShape): WorldPlan['greens'] {
  return [
    { name: 'Harrow Park', kind: 'park', ...at(0.38, 2.4), radiusM: radiusM * 0.09 },
    { name: 'Mere Lake', kind: 'water', ...at(0.55, 5.4), radiusM: radiusM * 0.07 },
    { name: 'Priory Wood', kind: 'wood', ...at(0.72, 0.45), radiusM: radiusM * 0.08 },
  ];
}

function townPlaces(shape: TownShape, motorway: boolean): PlannedPlace[] {
  const count = shape.radiusM < 1500 ? 2 : SUBURBS.length;
  const north = (angle: number) => (Math.sin(angle) >= 0 ? 'HMN' : 'HMS');
  const suburbs = SUBURBS.slice(0, count).map((name, i): PlannedPlace => {
    const angle = 0.5 + (2 * Math.PI * i) / count;
    return {
      id: name,
      name,
      ...shape.at(0.62, angle),
      rank: 'suburb',
      radiusM: shape.radiusM * 0.6,
      outcode: `${OUTCODE}${i + 2}`,
      areaCode: north(angle),
    };
  });
  const centre: PlannedPlace = {
    id: 'Harrowmere',
    name: 'Harrowmere',
    ...CENTRE,
    rank: 'town',
    radiusM: shape.radiusM * 0.7,
    outcode: `${OUTCODE}1`,
    areaCode: 'HMN',
  };
  const junction: PlannedPlace = {
    id: 'M98 J2',
    name: 'M98 J2',
    ...shape.at(0.85, Math.PI / 2),
    rank: 'junction',
    radiusM: 0,
    outcode: '',
    areaCode: 'HMN',
  };
  return [centre, ...suburbs, ...(motorway ? [junction] : [])];
}

function townRoads(places: readonly PlannedPlace[], motorway: boolean): WorldPlan['roads'] {
  const suburbs = places.filter((place) => place.rank === 'suburb');
  const half = Math.ceil(suburbs.length / 2);
  const through = suburbs.slice(0, half).flatMap((place, i) => {
    const opposite = suburbs[i + half];
    const via = [place.id, 'Harrowmere', ...(opposite ? [opposite.id] : [])];
    return [{ ref: `A${4510 + i}`, kind: 'primary' as const, via }];
  });
  if (!motorway) return through;
  return [...through, { ref: 'A98', kind: 'trunk', via: ['Harrowmere', 'M98 J2'] }];
}

function townMotorway(shape: TownShape): WorldPlan['motorways'][number] {
  return {
    ref: 'M98',
    line: [shape.at(1.12, 2.25), shape.at(0.85, Math.PI / 2), shape.at(1.12, 0.85)],
    junctions: ['M98 J2'],
  };
}

/** Half of a twelve-sided outline, closed along the east–west line. */
function halfRing(shape: TownShape, from: number): LatLon[] {
  return Array.from({ length: 7 }, (_, i) => shape.at(1.02, from + (Math.PI * i) / 6));
}
