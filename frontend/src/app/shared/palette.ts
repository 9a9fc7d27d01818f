import type { BaseState, Grade } from '@muster/contracts';

export type Theme = 'dark' | 'light' | 'contrast';
/** What a unit's colour says; several base states share one. */
export type UnitTone =
  'available' | 'enRoute' | 'onScene' | 'deployable' | 'unavailable' | 'emergency';

export interface Palette {
  readonly background: string;
  /** Text and outlines that must read on the map. */
  readonly ink: string;
  readonly outline: string;
  readonly unit: Readonly<Record<UnitTone, string>>;
  readonly grade: Readonly<Record<Grade, string>>;
}

/**
 * Coding colours per theme. Each is at least 3:1 on its background (WCAG 1.4.11), and any two of a
 * family stay apart under simulated deuteranopia, protanopia and tritanopia; a test recomputes both.
 */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  dark: {
    background: '#0F141A',
    ink: '#E3E8EE',
    outline: '#FFFFFF',
    unit: {
      available: '#4FC3F7',
      enRoute: '#FFD54F',
      onScene: '#E07BD0',
      deployable: '#2BB673',
      unavailable: '#8A94A0',
      emergency: '#FF3B30',
    },
    grade: { P1: '#FF3B30', P2: '#FFB000', P3: '#7FB3FF', P4: '#A8B2BD' },
  },
  light: {
    background: '#F3F5F7',
    ink: '#18202A',
    outline: '#16202B',
    unit: {
      available: '#00508F',
      enRoute: '#B08314',
      onScene: '#D04AD0',
      deployable: '#1A9B5E',
      unavailable: '#75707E',
      emergency: '#B00010',
    },
    grade: { P1: '#B00010', P2: '#B87C00', P3: '#3F76D6', P4: '#5F6470' },
  },
  contrast: {
    background: '#05070A',
    ink: '#FFFFFF',
    outline: '#FFFFFF',
    unit: {
      available: '#6FD3FF',
      enRoute: '#FFE066',
      onScene: '#F59AE6',
      deployable: '#3FD68C',
      unavailable: '#B4BEC9',
      emergency: '#FF5A50',
    },
    grade: { P1: '#FF5A50', P2: '#FFC02E', P3: '#9CC6FF', P4: '#C4CDD6' },
  },
};

const TONES: Readonly<Record<BaseState, UnitTone>> = {
  emergency: 'emergency',
  booking_on: 'unavailable',
  available: 'available',
  refreshments: 'unavailable',
  en_route: 'enRoute',
  on_scene: 'onScene',
  committed_deployable: 'deployable',
  committed: 'unavailable',
  off_duty: 'unavailable',
};

/** The colour family of a unit. */
export function unitTone(base: BaseState): UnitTone {
  return TONES[base];
}

/** CSS custom properties of a palette, for `:root`. */
export function paletteVariables(palette: Palette): Array<[name: string, colour: string]> {
  return [
    ...Object.entries(palette.unit).map(([tone, colour]): [string, string] => [
      `--unit-${tone.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      colour,
    ]),
    ...Object.entries(palette.grade).map(([grade, colour]): [string, string] => [
      `--grade-${grade.toLowerCase()}`,
      colour,
    ]),
  ];
}
