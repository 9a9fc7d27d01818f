import type { PlaceHit } from '@muster/contracts';
import { EMPTY_PLACE, pointOfPlace, readPlace } from './place-reading.js';

const hit: PlaceHit = {
  placeId: 'street:Mill Lane',
  source: 'street',
  label: 'Mill Lane',
  point: { lat: 52.5, lon: -1.9 },
};

describe('readPlace', () => {
  it.each([
    [{ text: 'Mill Lane' }, { kind: 'text', text: 'Mill Lane' }],
    [{ text: ' SP 0686 8600 ' }, { kind: 'gridRef', gridRef: 'SP 0686 8600' }],
    [{ text: '52.48, -1.89' }, { kind: 'point', lat: 52.48, lon: -1.89 }],
    [{ text: '92.48, -1.89' }, { kind: 'text', text: '92.48, -1.89' }],
    [
      { text: 'Mill Lane', hit },
      { kind: 'gazetteer', placeId: 'street:Mill Lane' },
    ],
    [
      { text: 'by the bridge', point: { lat: 52.1, lon: -1.8 } },
      { kind: 'point', lat: 52.1, lon: -1.8, label: 'by the bridge' },
    ],
    [
      { text: 'near a lake', unknown: true },
      { kind: 'unknown', text: 'near a lake' },
    ],
    [{ unknown: true }, { kind: 'unknown' }],
    [{ text: '  ' }, null],
  ])('%j', (draft, expected) => {
    expect(readPlace({ ...EMPTY_PLACE, ...draft })).toEqual(expected);
  });
});

it('pointOfPlace knows hits, map points and typed coordinates, and nothing of an unknown place', () => {
  expect(pointOfPlace({ ...EMPTY_PLACE, hit })).toEqual(hit.point);
  expect(pointOfPlace({ ...EMPTY_PLACE, text: '52.48 -1.89' })).toEqual({ lat: 52.48, lon: -1.89 });
  expect(pointOfPlace({ ...EMPTY_PLACE, hit, unknown: true })).toBeNull();
});
