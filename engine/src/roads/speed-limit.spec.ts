import { describe, expect, it } from 'vitest';
import { mphToMmS, parseMaxspeedMmS } from './speed-limit.js';
import { UK_SPEED_TABLE } from './speed-table.js';
import { readWay } from './way-rules.js';

const read = (value: string, highway = 'residential'): number | undefined =>
  parseMaxspeedMmS(value, highway, UK_SPEED_TABLE);

describe('maxspeed', () => {
  it.each([
    ['30 mph', 13_411],
    ['20mph', 8_941],
    ['50', 13_889],
    ['48.28 km/h', 13_411],
    ['national', mphToMmS(60)],
    ['GB:nsl_dual', mphToMmS(70)],
    ['40 mph;30 mph', 13_411],
    ['signals;30 mph', 13_411],
  ])('%s is %d mm/s', (value, mmS) => {
    expect(read(value)).toBe(mmS);
  });

  it('national on a motorway is the motorway limit', () => {
    expect(read('national', 'motorway')).toBe(mphToMmS(70));
  });

  it.each(['signals', 'none', '', '-30 mph', '300 mph', '1 mph', '30 knots', 'constructor'])(
    '%j is not readable',
    (value) => {
      expect(read(value)).toBeUndefined();
    },
  );
});

describe('the speed of a way', () => {
  const speeds = (tags: Record<string, string>) => {
    const verdict = readWay({ highway: 'residential', ...tags }, UK_SPEED_TABLE);
    if (!verdict.ok) throw new Error(verdict.reason);
    return [verdict.rule.forwardSpeedsMmS, verdict.rule.backwardSpeedsMmS];
  };

  it('is the achieved share of the limit, by profile', () => {
    expect(speeds({})).toEqual(speeds({ maxspeed: '30 mph' }));
    expect(speeds({ maxspeed: '20 mph' })[0]).toEqual([
      Math.round(8_941 * 0.58),
      Math.round(8_941 * 0.85),
    ]);
  });

  it('may differ by direction', () => {
    const [forward, backward] = speeds({ 'maxspeed:forward': '20 mph', maxspeed: '40 mph' });
    expect(forward?.[0]).toBeLessThan(backward?.[0] as number);
  });

  it('is low on private ways', () => {
    expect(speeds({ access: 'private' })[0]?.[0]).toBe(Math.round(mphToMmS(10) * 0.58));
  });
});

it('every class of the table has a source and a faster response profile', () => {
  for (const { achievedPercent, source } of UK_SPEED_TABLE.classes) {
    expect(achievedPercent.response).toBeGreaterThan(achievedPercent.standard);
    expect(source).not.toBe('');
  }
});
