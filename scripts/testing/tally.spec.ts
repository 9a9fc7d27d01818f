import { describe, expect, it } from 'vitest';
import { sumTallies, tallyReport } from './tally.mjs';

const named = (status: string, fullName = 'a test') => ({ status, fullName });
const file = (statuses: string[], status = 'passed', message = '') => ({
  name: 'a.spec.ts',
  status,
  message,
  assertionResults: statuses.map((each) => named(each)),
});
const lenient = { skipsFail: false };
const strict = { skipsFail: true };

describe('tallyReport', () => {
  it('counts tests of all files', () => {
    const report = {
      testResults: [file(['passed', 'passed', 'skipped']), file(['failed', 'passed', 'todo'])],
    };
    expect(tallyReport('r', report, 1, lenient)).toMatchObject({
      passed: 3,
      failed: 1,
      skipped: 2,
    });
  });

  it('counts a runner that died without a report', () => {
    expect(tallyReport('r', undefined, 139, lenient)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a runner that ended badly although its tests passed', () => {
    const report = { testResults: [file(['passed'])] };
    expect(tallyReport('r', report, 1, lenient)).toMatchObject({ passed: 1, failed: 1 });
    expect(tallyReport('r', report, 0, lenient)).toMatchObject({ passed: 1, failed: 0 });
  });

  it('counts a file that did not load', () => {
    const report = { testResults: [file(['passed']), file([], 'failed', 'SyntaxError')] };
    const tally = tallyReport('r', report, 1, lenient);
    expect(tally).toMatchObject({ passed: 1, failed: 1, problems: ['a.spec.ts: SyntaxError'] });
  });

  it('counts a hook that threw once, whatever tests it skipped', () => {
    const report = { testResults: [file(['skipped', 'skipped'], 'failed')] };
    expect(tallyReport('r', report, 1, strict)).toMatchObject({ failed: 1, skipped: 2 });
  });

  it('counts a runner that found nothing to run', () => {
    expect(tallyReport('r', { testResults: [] }, 0, lenient).failed).toBe(1);
  });

  it('makes a skip a failure when services are required, unless it is optional by name', () => {
    const report = {
      testResults: [
        {
          name: 'a.spec.ts',
          status: 'passed',
          message: '',
          assertionResults: [
            named('skipped', 'on PostgreSQL'),
            named('skipped', 'on Citus [optional: CITUS_URL]'),
          ],
        },
      ],
    };
    expect(tallyReport('r', report, 0, strict)).toMatchObject({ failed: 1, skipped: 1 });
    expect(tallyReport('r', report, 0, lenient)).toMatchObject({ failed: 0, skipped: 2 });
  });
});

describe('sumTallies', () => {
  it('adds runners and keeps their problems', () => {
    const one = { passed: 1, failed: 2, skipped: 3, problems: ['x'] };
    expect(sumTallies([one, one])).toEqual({
      passed: 2,
      failed: 4,
      skipped: 6,
      problems: ['x', 'x'],
    });
  });
});
