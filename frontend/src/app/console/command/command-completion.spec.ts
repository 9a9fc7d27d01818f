import { type CompletionTables, complete, completionsFor } from './command-completion.js';

const TABLES: CompletionTables = {
  callSigns: ['BW12', 'BW14', 'TR3'],
  incidentNos: [1419, 1423],
  resultCodes: ['ARREST', 'ADVICE', 'AREA_SEARCH'],
  statusCodes: [
    [2, 'On patrol'],
    [6, 'At scene'],
  ],
};
const tokens = (line: string): string[] => completionsFor(line, TABLES).map(({ token }) => token);

describe('completionsFor', () => {
  it.each([
    ['d bw', ['BW12', 'BW14']],
    ['d 1423 BW12 t', ['TR3']],
    ['d 14', ['1419', '1423']],
    ['c 1423 a', ['ARREST', 'ADVICE', 'AREA_SEARCH']],
    ['c ar', ['ARREST', 'AREA_SEARCH']],
    ['s BW12 ', ['2', '6']],
    ['s tr', ['TR3']],
    ['n bw', []],
    ['d', []],
  ])('%s', (line, expected) => {
    expect(tokens(line)).toEqual(expected);
  });

  it('replaces only the last token', () => {
    expect(complete('d 1423 bw', 'BW12')).toBe('d 1423 BW12 ');
  });
});
