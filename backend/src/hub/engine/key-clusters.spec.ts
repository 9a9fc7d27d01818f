import { expect, it } from 'vitest';
import { keyClusters, readKeyKinds } from './key-clusters.js';

const rule = (kind: string) => {
  const found = readKeyKinds().get(kind);
  if (found === undefined) throw new Error(kind);
  return found;
};

it('joins mentions of one plate but keeps a cloned one apart', () => {
  const mentions = [
    { vrm: 'AB12CDE', make: 'Ford' },
    { vrm: 'AB12CDE', make: 'FORD' },
    { vrm: 'AB12CDE', make: 'Kia' },
    { vrm: 'AB12CDE', make: null },
    { vrm: 'XY70ABC', make: null },
    { vrm: null, make: 'Ford' },
  ];
  expect(keyClusters(mentions, rule('vehicle'))).toEqual([[5], [0, 1, 3], [2], [4]]);
});

it('takes a place by its address, or by its UPRN where it has none', () => {
  const mentions = [
    { number: '7', street: 'High Street', postcode: 'DY1 1AA', uprn: null },
    { number: '7', street: 'HIGH STREET', postcode: 'dy11aa', uprn: '100' },
    { number: null, street: 'High Street', postcode: 'DY1 1AA', uprn: null },
    { number: null, street: null, postcode: null, uprn: '200' },
    { number: null, street: null, postcode: null, uprn: '200' },
  ];
  expect(keyClusters(mentions, rule('location'))).toEqual([[2], [0, 1], [3, 4]]);
});
