import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SKILLS, rosterSchema } from '@muster/contracts';
import { apportion } from './apportion.js';
import { generateForce, rosterAt } from './generate-force.js';
import { WEST_MIDLANDS_AREAS } from '../city/plans/west-midlands-areas.js';

const AT = '2026-03-06T14:30:00.000Z';
const options = { seed: 11, areas: WEST_MIDLANDS_AREAS, units: 420, at: AT };
const force = generateForce(options);

describe('generateForce', () => {
  it('has exactly the asked number on duty, and is the same at the same seed', () => {
    expect(rosterAt(force, AT).units).toHaveLength(420);
    expect(generateForce(options)).toEqual(force);
    const smoke = generateForce({ ...options, units: 120 });
    expect(rosterAt(smoke, AT).units).toHaveLength(120);
  });

  it('is a lawful roster', () => {
    const roster = rosterAt(force, AT);
    expect(rosterSchema.safeParse(roster).success).toBe(true);
    const collars = force.officers.map((officer) => officer.collarNo);
    expect(new Set(collars).size).toBe(collars.length);
    const crews = force.units.flatMap((unit) => unit.crew);
    expect(new Set(crews).size).toBe(crews.length);
    const known = new Set(SKILLS.map((skill) => skill.code));
    for (const { skills } of force.officers) {
      for (const { code } of skills) expect(known).toContain(code);
    }
  });

  it('keeps 370 to 550 units on at every half hour of the next day, no call sign twice', () => {
    for (let half = 0; half < 48; half++) {
      const at = new Date(Date.parse(AT) + half * 1_800_000).toISOString();
      const { units } = rosterAt(force, at);
      const on = units.length;
      expect(new Set(units.map((unit) => unit.callSign)).size).toBe(on);
      expect(on).toBeGreaterThanOrEqual(370);
      expect(on).toBeLessThanOrEqual(570);
    }
  });

  it('has every kind and area, lapsed drivers and expired skills', () => {
    const roster = rosterAt(force, AT);
    expect(new Set(roster.units.map((unit) => unit.kind)).size).toBe(7);
    expect(new Set(roster.units.map((unit) => unit.areaCode)).size).toBe(7);
    const before = (at: string | null) => at !== null && at < AT;
    expect(roster.officers.some((officer) => before(officer.driverExpiresAt))).toBe(true);
    expect(roster.officers.some((o) => o.skills.some((s) => before(s.expiresAt)))).toBe(true);
    const firearms = roster.units.filter((unit) => unit.kind === 'firearms');
    for (const { crew } of firearms) {
      for (const collar of crew) {
        const officer = roster.officers.find((candidate) => candidate.collarNo === collar);
        expect(officer?.skills.map((skill) => skill.code)).toContain('AFO');
      }
    }
  });
});

describe('apportion', () => {
  it('adds up and is within one of the exact share', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 }),
        (total, shares) => {
          const parts = apportion(total, shares);
          const sum = shares.reduce((a, b) => a + b, 0);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
          parts.forEach((part, i) => {
            expect(Math.abs(part - (total * (shares[i] ?? 0)) / sum)).toBeLessThan(1);
          });
        },
      ),
      { seed: 7 },
    );
  });
});
