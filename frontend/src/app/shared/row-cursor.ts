/** What a key does to the active row of a list. */
export type RowStep = { kind: 'move'; to: number } | { kind: 'choose' } | null;

/** The step for a key in a list of `count` rows with the active row at `at` (−1: none); `page` rows fit. */
export function rowStep(key: string, at: number, count: number, page: number): RowStep {
  if (count === 0) return null;
  const move = (to: number): RowStep => ({
    kind: 'move',
    to: Math.max(0, Math.min(count - 1, to)),
  });
  switch (key) {
    case 'ArrowDown':
      return move(at + 1);
    case 'ArrowUp':
      return move(at < 0 ? 0 : at - 1);
    case 'PageDown':
      return move(Math.max(0, at) + page);
    case 'PageUp':
      return move(at - page);
    case 'Home':
      return move(0);
    case 'End':
      return move(count - 1);
    case 'Enter':
      return at >= 0 ? { kind: 'choose' } : null;
    default:
      return null;
  }
}
