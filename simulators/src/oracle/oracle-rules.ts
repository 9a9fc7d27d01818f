import { UK_SPEED_TABLE } from '@muster/engine';
import type { MapRelation } from './osm-objects.js';

/*
 * A second reading of the rules in engine/src/roads/README.md. Nothing but the speed table, which
 * is configuration, is taken from the engine.
 */

type TagMap = Record<string, string>;

export interface OracleRoad {
  along: boolean;
  against: boolean;
  /** mm/s, [standard, response]. */
  speedAlong: [number, number];
  speedAgainst: [number, number];
}

function firstOf(tags: TagMap, keys: string): string | undefined {
  return keys
    .split(' ')
    .map((key) => tags[key])
    .find((value) => value !== undefined);
}

function carAccess(tags: TagMap): string | undefined {
  return firstOf(tags, 'emergency motorcar motor_vehicle vehicle access');
}

const BARRIERS =
  'block bollard chain cycle_barrier debris jersey_barrier kissing_gate log motorcycle_barrier planter stile turnstile'.split(
    ' ',
  );

/** Whether cars cannot pass a node. */
export function stopsCars(tags: TagMap | undefined): boolean {
  if (!tags?.['barrier'] || !BARRIERS.includes(tags['barrier'])) return false;
  return !/^(yes|designated|permissive|official)$/.test(carAccess(tags) ?? '');
}

function limitOf(text: string | undefined, highway: string): number | null {
  if (text === undefined) return null;
  const readable = text
    .toLowerCase()
    .split(';')
    .map((part) => oneLimit(part.trim(), highway))
    .filter((mph) => mph !== null);
  return readable.length > 0 ? Math.min(...readable) : null;
}

function oneLimit(word: string, highway: string): number | null {
  const table = UK_SPEED_TABLE;
  if (word === 'national' && /^motorway/.test(highway)) return table.motorwayNationalMph;
  if (Object.hasOwn(table.limitWordsMph, word)) return table.limitWordsMph[word] ?? null;
  const mph = inMph(word);
  const { min, max } = table.plausibleLimitMph;
  return mph === null || mph < min || mph > max ? null : mph;
}

function inMph(word: string): number | null {
  const [, digits, unit] = word.match(/^([0-9]+(?:\.[0-9]+)?) *(|mph|km\/h|kmh|kph)$/) ?? [];
  if (digits === undefined) return null;
  return unit === 'mph' ? Number(digits) : Number(digits) / 1.609344;
}

const mmPerSecond = (mph: number): number => Math.round(mph * 447.04);

function speeds(tags: TagMap, side: 'forward' | 'backward'): [number, number] {
  const highway = tags['highway'] ?? '';
  const entry = UK_SPEED_TABLE.classes.find((one) => one.highway === highway);
  if (!entry) throw new Error(`not a road: ${highway}`);
  const stated = limitOf(tags[`maxspeed:${side}`] ?? tags['maxspeed'], highway);
  let limit = mmPerSecond(stated ?? entry.defaultLimitMph);
  const few = /^(private|customers|delivery|permit|agricultural|forestry|residents)$/;
  if (few.test(carAccess(tags) ?? ''))
    limit = Math.min(limit, mmPerSecond(UK_SPEED_TABLE.restrictedAccessLimitMph));
  const achieved = (percent: number): number => Math.max(1, Math.round((limit * percent) / 100));
  return [achieved(entry.achievedPercent.standard), achieved(entry.achievedPercent.response)];
}

/** How a way is driven, or null where it is not. */
export function roadOf(tags: TagMap | undefined): OracleRoad | null {
  if (!tags || !isOpenRoad(tags)) return null;
  const implied =
    tags['highway'] === 'motorway' || /^(roundabout|circular)$/.test(tags['junction'] ?? '');
  const oneway = tags['oneway'] ?? (implied ? 'yes' : 'no');
  if (oneway === 'reversible') return null;
  return {
    along: !/^(-1|reverse)$/.test(oneway),
    against: !/^(yes|true|1)$/.test(oneway),
    speedAlong: speeds(tags, 'forward'),
    speedAgainst: speeds(tags, 'backward'),
  };
}

function isOpenRoad(tags: TagMap): boolean {
  const known = UK_SPEED_TABLE.classes.some((one) => one.highway === tags['highway']);
  return known && tags['area'] !== 'yes' && !/^(no|impassable)$/.test(carAccess(tags) ?? '');
}

export interface OracleBan {
  only: boolean;
  turningBack: boolean;
  from: number[];
  to: number[];
}

/** Turn restrictions by via node. */
export function bansByNode(relations: MapRelation[]): Map<number, OracleBan[]> {
  const bans = new Map<number, OracleBan[]>();
  for (const { tags = {}, members } of relations) {
    const value = restrictionFor(tags);
    const vias = members.filter((member) => member.role === 'via');
    if (!value || vias.length !== 1 || vias[0]?.type !== 'node') continue;
    const ways = (role: string): number[] =>
      members.filter((m) => m.role === role && m.type === 'way').map((m) => m.ref);
    const ban = {
      only: value.startsWith('only_'),
      turningBack: value.endsWith('_u_turn'),
      from: ways('from'),
      to: ways('to'),
    };
    if (ban.from.length === 0 || ban.to.length === 0) continue;
    bans.set(vias[0].ref, [...(bans.get(vias[0].ref) ?? []), ban]);
  }
  return bans;
}

function restrictionFor(tags: TagMap): string | undefined {
  if (!/^restriction(:(motorcar|motor_vehicle|emergency))?$/.test(tags['type'] ?? ''))
    return undefined;
  const lifted = (tags['except'] ?? '').split(';').map((mode) => mode.trim());
  if (['motorcar', 'motor_vehicle', 'emergency'].some((mode) => lifted.includes(mode)))
    return undefined;
  const value = firstOf(tags, 'restriction:motorcar restriction:motor_vehicle restriction');
  return value && /^(no|only)_/.test(value) ? value : undefined;
}
