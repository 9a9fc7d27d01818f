import type { UnitView } from '@muster/contracts';
import { type BoardFilter, boardRows } from './board-filter.js';

const unit = (callSign: string, over: Partial<UnitView> = {}): UnitView =>
  ({
    id: callSign,
    callSign,
    kind: 'response',
    areaCode: 'BE',
    base: 'available',
    skills: [],
    ...over,
  }) as unknown as UnitView;

const UNITS = [
  unit('RW2', { base: 'off_duty' }),
  unit('RW9', { base: 'on_scene', areaCode: 'BW' }),
  unit('RW5'),
  unit('DG1', { kind: 'dog', skills: [{ code: 'DOG_GP', expiresAt: null }] }),
  unit('RW7', { base: 'emergency' }),
];
const ALL: BoardFilter = { text: '', area: '', status: '', kind: '', ids: null };
const signs = (filter: Partial<BoardFilter>): string[] =>
  boardRows(UNITS, { ...ALL, ...filter }).map((row) => row.callSign);

it.each<[Partial<BoardFilter>, string[]]>([
  [{}, ['RW7', 'DG1', 'RW5', 'RW9', 'RW2']],
  [{ text: 'rw' }, ['RW7', 'RW5', 'RW9', 'RW2']],
  [{ text: 'dog' }, ['DG1']],
  [{ text: 'rw be', status: 'available' }, ['RW5']],
  [{ status: 'committed' }, ['RW7', 'RW9']],
  [{ area: 'BW' }, ['RW9']],
  [{ kind: 'dog' }, ['DG1']],
  [{ ids: ['RW2', 'RW5'] }, ['RW5', 'RW2']],
])('%j', (filter, expected) => {
  expect(signs(filter)).toEqual(expected);
});
