import * as fc from 'fast-check';
import { latOfY, lonOfX, mercatorX, mercatorY, roughDistanceM } from './mercator.js';

it('goes to Mercator and back', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -85, max: 85, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
      (lat, lon) => {
        expect(latOfY(mercatorY(lat))).toBeCloseTo(lat, 8);
        expect(lonOfX(mercatorX(lon))).toBeCloseTo(lon, 8);
      },
    ),
  );
});

it('measures a known distance: one degree of latitude is 111.3 km', () => {
  expect(roughDistanceM({ lat: 52, lon: -2 }, { lat: 53, lon: -2 })).toBeCloseTo(111_320, -2);
});
