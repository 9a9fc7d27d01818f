import { PALETTES, paletteVariables } from './palette.js';
import { type Vision, contrastRatio, seenDifference } from './colour-vision.js';

const VISIONS: Vision[] = ['normal', 'deutan', 'protan', 'tritan'];
/** Below about ten two marks of 12 px cannot be told apart by colour alone. */
const LEAST_DIFFERENCE = 10;

function pairs(colours: string[]): Array<[string, string]> {
  return colours.flatMap((a, index) =>
    colours.slice(index + 1).map((b): [string, string] => [a, b]),
  );
}

describe('contrast and colour vision formulas', () => {
  it('gives the published extremes', () => {
    expect(contrastRatio('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrastRatio('#4FC3F7', '#0F141A')).toBeCloseTo(9.2, 1);
  });

  it('sees the known trap: plain Okabe-Ito reddish purple and grey meet for deuteranopes', () => {
    expect(seenDifference('#CC79A7', '#8A94A0', 'deutan')).toBeLessThan(
      seenDifference('#CC79A7', '#8A94A0', 'normal') / 2,
    );
  });
});

describe.each(Object.entries(PALETTES))('palette %s', (_name, palette) => {
  const families = { unit: Object.values(palette.unit), grade: Object.values(palette.grade) };

  it.each(Object.entries(families))('%s colours are 3:1 on the background', (_family, colours) => {
    for (const colour of colours) {
      expect(contrastRatio(colour, palette.background), colour).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(VISIONS)('colours of a family stay apart with %s vision', (vision) => {
    for (const colours of Object.values(families)) {
      for (const [a, b] of pairs(colours)) {
        expect(seenDifference(a, b, vision), `${a} ${b}`).toBeGreaterThanOrEqual(LEAST_DIFFERENCE);
      }
    }
  });
});

it('names one CSS variable per colour', () => {
  const names = paletteVariables(PALETTES.dark).map(([name]) => name);
  expect(names).toContain('--unit-en-route');
  expect(new Set(names).size).toBe(10);
});
