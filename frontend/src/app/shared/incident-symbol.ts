import type { Grade } from '@muster/contracts';

/** Corners of the symbol in a 24 × 24 box: P1 octagon, P2 triangle, P3 square, P4 dot; a ring when ungraded. */
const SHAPES: Readonly<Record<Grade, string>> = {
  P1: '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/>',
  P2: '<path d="M12 2 23 21H1z"/>',
  P3: '<path d="M3.5 3.5h17v17h-17z"/>',
  P4: '<circle cx="12" cy="12" r="9"/>',
};
const BASELINES: Readonly<Record<Grade, number>> = { P1: 16.6, P2: 18.2, P3: 16.6, P4: 16.6 };

/** SVG text of an incident's symbol; colours come from the `--grade-…` variables. Holds no user text. */
export function incidentSymbolSvg(grade: Grade | null): string {
  if (!grade) {
    return '<svg viewBox="0 0 24 24" aria-hidden="true" class="grade-symbol none"><circle cx="12" cy="12" r="9"/><text x="12" y="16.6">?</text></svg>';
  }
  const digit = grade.slice(1);
  return `<svg viewBox="0 0 24 24" aria-hidden="true" class="grade-symbol ${grade.toLowerCase()}">${SHAPES[grade]}<text x="12" y="${BASELINES[grade]}">${digit}</text></svg>`;
}
