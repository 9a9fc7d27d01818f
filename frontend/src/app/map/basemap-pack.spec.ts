import * as fc from 'fast-check';
import { mercatorX, mercatorY } from '../shared/mercator.js';
import { FIXED, packBasemap } from './basemap-pack.js';
import { SHAPE_STYLES, styleIndexOf } from './basemap-style.js';
import { Basemap, type FixedBox } from './basemap.js';

type Line = Array<[lon: number, lat: number]>;

function road(roadClass: string, coordinates: Line, name?: string) {
  const properties = { kind: 'road', class: roadClass, ...(name ? { name } : {}) };
  return { type: 'Feature', properties, geometry: { type: 'LineString', coordinates } };
}

function boxOf(line: Line): FixedBox {
  const xs = line.map(([lon]) => mercatorX(lon) * FIXED);
  const ys = line.map(([, lat]) => mercatorY(lat) * FIXED);
  return {
    west: Math.min(...xs),
    east: Math.max(...xs),
    north: Math.min(...ys),
    south: Math.max(...ys),
  };
}

const touches = (a: FixedBox, b: FixedBox): boolean =>
  a.west <= b.east && a.east >= b.west && a.north <= b.south && a.south >= b.north;

describe('packBasemap', () => {
  it('keeps names and places, counts what does not fit, and leaves out unknown kinds', () => {
    const { packed, refused } = packBasemap({
      features: [
        road(
          'residential',
          [
            [-1.9, 52.5],
            [-1.89, 52.5],
          ],
          'Mill Lane',
        ),
        road('primary_link', [
          [-1.9, 52.5],
          [-1.89, 52.51],
        ]),
        {
          properties: { kind: 'place', name: 'Town', rank: 2 },
          geometry: { type: 'Point', coordinates: [-1.9, 52.5] },
        },
        {
          properties: { kind: 'moon' },
          geometry: {
            type: 'LineString',
            coordinates: [
              [0, 0],
              [1, 1],
            ],
          },
        },
        { properties: {}, geometry: { type: 'LineString', coordinates: [] } },
        'nonsense',
      ],
    });
    expect(packed.count).toBe(2);
    expect(packed.names[packed.name[0] ?? -1]).toBe('Mill Lane');
    expect(SHAPE_STYLES[packed.style[1] ?? -1]?.id).toBe('primary');
    expect(packed.places.map((place) => place.name)).toEqual(['Town']);
    expect(refused).toBe(2);
  });

  it('tells lakes from streams', () => {
    expect(SHAPE_STYLES[styleIndexOf('water', '', true)]?.id).toBe('water');
    expect(SHAPE_STYLES[styleIndexOf('water', '', false)]?.id).toBe('waterway');
  });
});

describe('Basemap.shapesIn', () => {
  const lonLat = fc.tuple(
    fc.double({ min: -2.2, max: -1.6, noNaN: true }),
    fc.double({ min: 52.3, max: 52.7, noNaN: true }),
  );
  const line = fc.tuple(lonLat, lonLat).map(([a, b]): Line => [
    a,
    // short roads, as in a town
    [a[0] + (b[0] - a[0]) / 20, a[1] + (b[1] - a[1]) / 20],
  ]);
  const classes = ['motorway', 'primary', 'secondary', 'tertiary', 'residential', 'service'];
  const roads = fc.array(fc.tuple(fc.constantFrom(...classes), line), { maxLength: 40 });

  it('finds every shape that a look at all of them finds, once', () => {
    fc.assert(
      fc.property(roads, line, fc.integer({ min: 8, max: 18 }), (drawn, window, zoom) => {
        const basemap = new Basemap(
          packBasemap({ features: drawn.map(([kind, points]) => road(kind, points)) }).packed,
        );
        const box = boxOf(window);
        const found = basemap.shapesIn(box, zoom).flat();
        expect(new Set(found).size).toBe(found.length);
        drawn.forEach(([kind, points], shape) => {
          const style = SHAPE_STYLES[styleIndexOf('road', kind, false)];
          const visible = (style?.minZoom ?? 99) <= zoom;
          if (visible && touches(boxOf(points), box)) expect(found).toContain(shape);
          if (!visible) expect(found).not.toContain(shape);
        });
      }),
    );
  });
});
