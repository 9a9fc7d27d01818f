import * as fc from 'fast-check';
import { editDistance, parseCommand } from './command-parser.js';
import { VERBS } from './command-table.js';

function commandOf(line: string) {
  const outcome = parseCommand(line);
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.command;
}

describe('parseCommand', () => {
  it.each([
    [
      'd 1423 BW12 BW14',
      { verb: 'd', incidentNo: 1423, callSigns: ['BW12', 'BW14'], place: null, reason: '' },
    ],
    ['d bw12', { verb: 'd', incidentNo: null, callSigns: ['BW12'], place: null, reason: '' }],
    ['d 1423 #1', { verb: 'd', incidentNo: 1423, callSigns: [], place: 1, reason: '' }],
    [
      'd #2 knows the estate',
      { verb: 'd', incidentNo: null, callSigns: [], place: 2, reason: 'knows the estate' },
    ],
    [
      'd BW12 nearer by radio',
      { verb: 'd', incidentNo: null, callSigns: ['BW12'], place: null, reason: 'nearer by radio' },
    ],
    ['s BW12 6', { verb: 's', callSign: 'BW12', statusCode: 6, reason: '' }],
    [
      's BW12 2 said so by radio',
      { verb: 's', callSign: 'BW12', statusCode: 2, reason: 'said so by radio' },
    ],
    ['x 1423 BW14', { verb: 'x', incidentNo: 1423, callSign: 'BW14', reason: '' }],
    [
      'c 1423 arrest two detained',
      { verb: 'c', incidentNo: 1423, resultCode: 'ARREST', note: 'two detained' },
    ],
    ['c ADVICE', { verb: 'c', incidentNo: null, resultCode: 'ADVICE', note: '' }],
    [
      'p 1423 2 no longer there',
      { verb: 'p', incidentNo: 1423, grade: 'P2', reason: 'no longer there' },
    ],
    [
      'p 2 no longer there',
      { verb: 'p', incidentNo: null, grade: 'P2', reason: 'no longer there' },
    ],
    ['p P1 knife seen', { verb: 'p', incidentNo: null, grade: 'P1', reason: 'knife seen' }],
    ['n 3 youths running', { verb: 'n', incidentNo: null, text: '3 youths running' }],
    ['n 1423: two  spaces', { verb: 'n', incidentNo: 1423, text: 'two  spaces' }],
    ['r 1423', { verb: 'r', incidentNo: 1423 }],
    ['1423', { verb: 'r', incidentNo: 1423 }],
    ['m SP 0686 8600', { verb: 'm', target: 'SP 0686 8600' }],
    ['l 1423 1419', { verb: 'l', incidentNo: 1423, toNo: 1419 }],
    ['l 1419', { verb: 'l', incidentNo: null, toNo: 1419 }],
    ['  U ', { verb: 'u' }],
    ['?', { verb: '?' }],
  ])('%s', (line, expected) => {
    expect(commandOf(line)).toEqual(expected);
  });

  it.each([
    'd',
    'd 1423',
    's BW12',
    's BW12 17',
    's 6',
    'x 1423',
    'c 1423',
    'p 1423 2',
    'p 9 why',
    'n',
    'l',
    'l a',
    'm',
  ])('refuses the incomplete "%s" and says the form', (line) => {
    const outcome = parseCommand(line);
    expect(outcome.ok).toBe(false);
    if (!outcome.ok) expect(outcome.problem).toContain('Write:');
  });

  it.each([
    ['dispach 1423 BW12', 'd 1423 BW12'],
    ['send 1423 BW12', 'd 1423 BW12'],
    ['clos 1423 ARREST', 'c 1423 ARREST'],
    ['unassign BW12', 'x BW12'],
  ])('suggests for "%s" but executes nothing', (line, suggestion) => {
    expect(parseCommand(line)).toMatchObject({ ok: false, suggestion });
  });

  it('suggests nothing for what is like nothing', () => {
    expect(parseCommand('qqqqqqqq')).toMatchObject({ ok: false, suggestion: null });
  });

  it('never throws and never turns an unknown verb into a command', () => {
    const verbs = new Set<string>(VERBS.map((row) => row.verb));
    fc.assert(
      fc.property(fc.string(), (line) => {
        const outcome = parseCommand(line);
        const first = line.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
        if (outcome.ok) expect(verbs.has(first) || /^\d+$/.test(first)).toBe(true);
      }),
    );
  });
});

it('editDistance is a metric on samples', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, a)).toBe(0);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
