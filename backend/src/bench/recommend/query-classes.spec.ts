import { describe, expect, it } from 'vitest';
import { Dice } from '../support/dice.js';
import { classesFor, planUnits } from './query-classes.js';

describe('units of the recommendation benchmark', () => {
  it('has exactly the eligible units that each class says', () => {
    const plans = planUnits(11_500, new Dice(1));
    const available = plans.filter(({ statusCode }) => statusCode === 2);
    for (const { eligible, skill } of classesFor(11_500)) {
      const able = available.filter((plan) => skill === null || plan.skills.includes(skill));
      expect(able.length).toBe(eligible);
    }
    expect(classesFor(11_500).map(({ eligible }) => eligible)).toEqual([3450, 345, 100, 10, 3, 0]);
  });

  it('has committed units with every skill, so that status decides', () => {
    const committed = planUnits(11_500, new Dice(1)).filter(({ statusCode }) => statusCode === 8);
    for (const { skill } of classesFor(11_500).slice(1)) {
      expect(committed.some((plan) => skill !== null && plan.skills.includes(skill))).toBe(true);
    }
  });
});
