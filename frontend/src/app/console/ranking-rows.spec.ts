import type { Candidate, Recommendation } from '@muster/contracts';
import { hasNewcomers, rankingRows } from './ranking-rows.js';

function ranking(...order: Array<[unitId: string, etaS: number]>): Recommendation {
  const candidates = order.map(
    ([unitId, etaS], index) => ({ unitId, etaS, rank: index + 1 }) as Candidate,
  );
  return { candidates } as Recommendation;
}

describe('rankingRows', () => {
  it('keeps the order on screen and shows the newest figures with arrows', () => {
    const shown = ranking(['a', 60], ['b', 90], ['c', 120]);
    const latest = ranking(['b', 50], ['a', 70], ['d', 80]);
    expect(
      rankingRows(shown, latest).map(({ place, candidate, move, newRank }) => [
        place,
        candidate.unitId,
        candidate.etaS,
        move,
        newRank,
      ]),
    ).toEqual([
      [1, 'a', 70, 'down', 2],
      [2, 'b', 50, 'up', 1],
      [3, 'c', 120, 'gone', null],
    ]);
    expect(hasNewcomers(shown, latest)).toBe(true);
  });

  it('shows at most five and no arrows when nothing changed', () => {
    const same = ranking(['a', 1], ['b', 2], ['c', 3], ['d', 4], ['e', 5], ['f', 6]);
    const rows = rankingRows(same, same);
    expect(rows.map((row) => row.move)).toEqual(['same', 'same', 'same', 'same', 'same']);
    expect(hasNewcomers(same, same)).toBe(false);
  });
});
