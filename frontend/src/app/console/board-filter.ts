import type { BaseState, UnitKind, UnitView } from '@muster/contracts';

export interface BoardFilter {
  text: string;
  area: string;
  status: '' | 'available' | 'committed' | 'unavailable';
  kind: '' | UnitKind;
  /** Members of a clicked cluster; null for all. */
  ids: readonly string[] | null;
}

const GROUPS: Readonly<Record<Exclude<BoardFilter['status'], ''>, readonly BaseState[]>> = {
  available: ['available'],
  committed: ['en_route', 'on_scene', 'committed_deployable', 'committed', 'emergency'],
  unavailable: ['booking_on', 'refreshments', 'off_duty'],
};
/** Emergencies first, then who can be sent, then the rest; off duty last. */
const ORDER: readonly BaseState[] = [
  'emergency',
  'available',
  'committed_deployable',
  'en_route',
  'on_scene',
  'refreshments',
  'booking_on',
  'committed',
  'off_duty',
];

/** Units that pass the filter, in board order; text is looked for in call sign, skills and area. */
export function boardRows(units: readonly UnitView[], filter: BoardFilter): UnitView[] {
  const ids = filter.ids ? new Set(filter.ids) : null;
  const words = filter.text.trim().toUpperCase().split(/\s+/).filter(Boolean);
  return units
    .filter((unit) => !ids || ids.has(unit.id))
    .filter((unit) => !filter.area || unit.areaCode === filter.area)
    .filter((unit) => !filter.kind || unit.kind === filter.kind)
    .filter((unit) => !filter.status || GROUPS[filter.status].includes(unit.base))
    .filter((unit) => words.every((word) => searchText(unit).includes(word)))
    .map((unit) => ({ unit, key: `${ORDER.indexOf(unit.base)} ${unit.callSign}` }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ unit }) => unit);
}

function searchText(unit: UnitView): string {
  const skills = unit.skills.map(({ code }) => code).join(' ');
  return `${unit.callSign} ${unit.areaCode} ${skills}`.toUpperCase();
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
