/** What a key does to the active row of a list. */
export type RowStep = { kind: 'move'; to: number } | { kind: 'choose' } | null;

/** The step for a key in a list of `count` rows with the active row at `at` (−1: none); `page` rows fit. */
export function rowStep(key: string, at: number, count: number, page: number): RowStep {
  if (count === 0) return null;
  if (key === 'Enter') return at >= 0 ? { kind: 'choose' } : null;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: Math.max(0, at) + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const to = targets[key];
  return to === undefined ? null : { kind: 'move', to: Math.max(0, Math.min(count - 1, to)) };
}
