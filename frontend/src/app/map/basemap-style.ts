import type { Theme } from '../shared/palette.js';

/** How one kind of shape is drawn; `minZoom` is the first zoom that shows it. */
export interface ShapeStyle {
  readonly id: string;
  readonly minZoom: number;
  readonly fill: boolean;
  /** Line width in px at zoom 12, 14 and 16; between them it is interpolated. */
  readonly widths: readonly [number, number, number];
  readonly dash?: readonly number[];
  /** First zoom at which names of this kind are written; 0 means never. */
  readonly namesFrom: number;
}

const area = (id: string, minZoom: number): ShapeStyle => ({
  id,
  minZoom,
  fill: true,
  widths: [1, 1, 1],
  namesFrom: 0,
});
const road = (
  id: string,
  minZoom: number,
  widths: [number, number, number],
  namesFrom: number,
): ShapeStyle => ({ id, minZoom, fill: false, widths, namesFrom });

/** Drawing order: areas, then minor before major lines. */
export const SHAPE_STYLES: readonly ShapeStyle[] = [
  area('green', 11),
  area('water', 9),
  area('building', 15),
  { ...road('waterway', 11, [0.8, 1.5, 3], 0) },
  { ...road('rail', 11, [0.7, 1, 1.4], 0), dash: [6, 4] },
  road('path', 16, [0.6, 0.8, 1], 0),
  road('service', 15, [0.5, 0.9, 2.5], 17),
  road('residential', 13, [0.6, 1.4, 4.5], 16),
  road('tertiary', 12, [0.8, 2, 6], 15),
  road('secondary', 11, [1.2, 2.6, 7], 14),
  road('primary', 9, [1.6, 3.2, 8], 14),
  road('trunk', 7, [2, 3.8, 9], 13),
  road('motorway', 0, [2.4, 4.4, 10], 13),
];

const STYLE_INDEX = new Map(SHAPE_STYLES.map((style, index) => [style.id, index]));
const ROAD_CLASSES: Readonly<Record<string, string>> = {
  motorway: 'motorway',
  trunk: 'trunk',
  primary: 'primary',
  secondary: 'secondary',
  tertiary: 'tertiary',
  unclassified: 'residential',
  residential: 'residential',
  living_street: 'residential',
  road: 'residential',
  service: 'service',
  track: 'path',
  path: 'path',
  footway: 'path',
  cycleway: 'path',
};

/** Index into `SHAPE_STYLES` of a feature, or −1 when it is not drawn. */
export function styleIndexOf(kind: string, roadClass: string, isArea: boolean): number {
  const index = STYLE_INDEX.get(styleIdOf(kind, roadClass, isArea)) ?? -1;
  // a park given as a line has no inside to fill
  return SHAPE_STYLES[index]?.fill && !isArea ? -1 : index;
}

function styleIdOf(kind: string, roadClass: string, isArea: boolean): string {
  if (kind === 'road') return ROAD_CLASSES[roadClass.replace(/_link$/, '')] ?? 'service';
  return kind === 'water' && !isArea ? 'waterway' : kind;
}

/** Line width in px at a zoom. */
export function widthAt(style: ShapeStyle, zoom: number): number {
  const [at12, at14, at16] = style.widths;
  if (zoom <= 12) return at12 * 0.8 ** (12 - zoom);
  if (zoom <= 14) return at12 + ((at14 - at12) * (zoom - 12)) / 2;
  if (zoom <= 16) return at14 + ((at16 - at14) * (zoom - 14)) / 2;
  return at16 * 1.5 ** (zoom - 16);
}

export interface BasemapColours {
  readonly land: string;
  readonly name: string;
  readonly halo: string;
  readonly place: string;
  /** By style id. */
  readonly shape: Readonly<Record<string, string>>;
}

const DARK: BasemapColours = {
  land: '#10161d',
  name: '#93a1b0',
  halo: '#10161d',
  place: '#c2ccd6',
  shape: {
    green: '#142019',
    water: '#12283c',
    building: '#1a222c',
    waterway: '#17364f',
    rail: '#3c4651',
    path: '#26303b',
    service: '#25303c',
    residential: '#2d3946',
    tertiary: '#384656',
    secondary: '#435366',
    primary: '#506378',
    trunk: '#5d7189',
    motorway: '#6c829c',
  },
};
const LIGHT: BasemapColours = {
  land: '#eef1f4',
  name: '#48545f',
  halo: '#f7f9fb',
  place: '#222c36',
  shape: {
    green: '#dde9db',
    water: '#c4daea',
    building: '#dfe3e8',
    waterway: '#a9cbe3',
    rail: '#aeb6bf',
    path: '#d8dde3',
    service: '#ffffff',
    residential: '#ffffff',
    tertiary: '#ffffff',
    secondary: '#f6f0dc',
    primary: '#f3e3b5',
    trunk: '#ecd193',
    motorway: '#d9b873',
  },
};
const CONTRAST: BasemapColours = {
  land: '#05070a',
  name: '#d3dbe3',
  halo: '#05070a',
  place: '#ffffff',
  shape: {
    ...DARK.shape,
    green: '#0c1a11',
    building: '#141b24',
    residential: '#465668',
    tertiary: '#54667b',
    secondary: '#63778e',
    primary: '#7389a2',
    trunk: '#859cb7',
    motorway: '#9ab2ce',
  },
};

export const BASEMAP_COLOURS: Readonly<Record<Theme, BasemapColours>> = {
  dark: DARK,
  light: LIGHT,
  contrast: CONTRAST,
};
