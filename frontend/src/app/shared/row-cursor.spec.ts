import { rowStep } from './row-cursor.js';

describe('rowStep', () => {
  it.each([
    ['ArrowDown', -1, { kind: 'move', to: 0 }],
    ['ArrowDown', 9, { kind: 'move', to: 9 }],
    ['ArrowUp', 0, { kind: 'move', to: 0 }],
    ['PageDown', 3, { kind: 'move', to: 8 }],
    ['PageUp', 3, { kind: 'move', to: 0 }],
    ['End', 0, { kind: 'move', to: 9 }],
    ['Enter', 4, { kind: 'choose' }],
    ['Enter', -1, null],
    ['a', 4, null],
  ])('%s from %i', (key, at, expected) => {
    expect(rowStep(key, at, 10, 5)).toEqual(expected);
  });

  it('does nothing in an empty list', () => {
    expect(rowStep('ArrowDown', -1, 0, 5)).toBeNull();
  });
});
