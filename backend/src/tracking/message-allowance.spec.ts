import { describe, expect, it } from 'vitest';
import { MessageAllowance } from './message-allowance.js';

describe('messages of a device', () => {
  it('gives each device its own number in a second', () => {
    const allowance = new MessageAllowance(3);
    const take = (id: string, nowMs: number) => allowance.take(id, nowMs);
    expect([0, 1, 2, 3].map((ms) => take('a', ms))).toEqual([true, true, true, false]);
    expect(take('b', 3)).toBe(true);
    expect(take('a', 999)).toBe(false);
    expect([1000, 1001, 1002, 1003].map((ms) => take('a', ms))).toEqual([true, true, true, false]);
  });

  it('does not lock a device out when the clock is set back', () => {
    const allowance = new MessageAllowance(1);
    expect(allowance.take('a', 10_000)).toBe(true);
    expect(allowance.take('a', 10_001)).toBe(false);
    expect(allowance.take('a', 5000)).toBe(true);
  });
});
