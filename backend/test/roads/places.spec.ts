import { describe, expect, it } from 'vitest';
import { PlacesService } from '../../src/roads/places.service.js';
import { junction, smallMap } from '../support/small-map.js';

const places = new PlacesService(smallMap());

describe('places', () => {
  it('finds an address while it is still being typed', () => {
    const labels = places.search('3 row 4 str', 5).map((hit) => hit.label);
    expect(labels).toContain('3 Row 4 Street, Testham, T4 1AA');
  });

  it('resolves a finished address to its house, whatever the case', () => {
    const place = places.resolve({ kind: 'text', text: '3 ROW 4 STREET testham' });
    expect(place).toMatchObject({
      ok: true,
      value: { source: 'address', label: '3 Row 4 Street, Testham, T4 1AA' },
    });
  });

  it('prefers the whole place to a street in it', () => {
    expect(places.search('Testham', 1)[0]).toMatchObject({ source: 'place', label: 'Testham' });
  });

  it('takes coordinates and grid references as typed', () => {
    const { lat, lon } = junction(2, 2);
    expect(places.resolve({ kind: 'text', text: `${lat}, ${lon}` })).toMatchObject({
      ok: true,
      value: { source: 'point' },
    });
    const ref = places.resolve({ kind: 'gridRef', gridRef: 'SP 0750 8750' });
    expect(ref).toMatchObject({ ok: true, value: { source: 'grid_ref' } });
  });

  it('describes a point by its street and district', () => {
    const { lat, lon } = junction(4, 4);
    const place = places.resolve({ kind: 'point', lat, lon: lon + 0.001 });
    expect(place).toMatchObject({ ok: true, value: { label: 'Row 4 Street, Testham' } });
  });

  it('says when a text fits nothing and when a point lies outside', () => {
    expect(places.resolve({ kind: 'text', text: 'Nowhere Lane' })).toMatchObject({
      ok: false,
      code: 'PLACE_UNKNOWN',
    });
    expect(places.resolve({ kind: 'point', lat: 51.5, lon: -0.1 })).toMatchObject({
      ok: false,
      code: 'PLACE_OUTSIDE_AREA',
    });
    expect(places.resolve({ kind: 'gridRef', gridRef: 'TQ 300 800' })).toMatchObject({
      ok: false,
      code: 'PLACE_OUTSIDE_AREA',
    });
  });

  it('keeps "not known yet" as what it is', () => {
    expect(places.resolve({ kind: 'unknown' })).toMatchObject({
      ok: true,
      value: { source: 'unknown', point: null },
    });
  });

  it('gives back the hit of its own id', () => {
    const [hit] = places.search('7 row 1 street', 1);
    expect(hit && places.resolve({ kind: 'gazetteer', placeId: hit.placeId })).toMatchObject({
      ok: true,
      value: { label: hit?.label },
    });
  });
});
