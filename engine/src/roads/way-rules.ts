import { mphToMmS, parseMaxspeedMmS } from './speed-limit.js';
import { SPEED_PROFILES, type SpeedTable } from './speed-table.js';

export type Tags = Readonly<Record<string, string>>;

/** What the tags of a drivable way allow. Speeds are achieved mm/s, one entry per speed profile. */
export interface WayRule {
  /** Index into the speed table's `classes`. */
  readonly classIndex: number;
  readonly forward: boolean;
  readonly backward: boolean;
  readonly forwardSpeedsMmS: readonly number[];
  readonly backwardSpeedsMmS: readonly number[];
  /** False where a stated `maxspeed` could not be read and the class default was used. */
  readonly maxspeedReadable: boolean;
}
export type WayVerdict =
  | { readonly ok: true; readonly rule: WayRule }
  | { readonly ok: false; readonly reason: 'not-a-road' | 'no-access' | 'reversible' };

/** Access keys for a police car, most specific first (OpenStreetMap wiki "Key:access"). */
const ACCESS_KEYS = ['emergency', 'motorcar', 'motor_vehicle', 'vehicle', 'access'] as const;
const CLOSED_VALUES = new Set(['no', 'impassable']);
const RESTRICTED_VALUES = new Set([
  'private',
  'customers',
  'delivery',
  'permit',
  'agricultural',
  'forestry',
  'residents',
]);
/** Barriers that stop a car (OpenStreetMap wiki "Key:barrier"); gates and lift gates are opened. */
const BLOCKING_BARRIERS = new Set([
  'block',
  'bollard',
  'chain',
  'cycle_barrier',
  'debris',
  'jersey_barrier',
  'kissing_gate',
  'log',
  'motorcycle_barrier',
  'planter',
  'stile',
  'turnstile',
]);
const OPEN_VALUES = new Set(['yes', 'designated', 'permissive', 'official']);

function accessValue(tags: Tags): string | undefined {
  for (const key of ACCESS_KEYS) {
    const value = tags[key];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** True where a node's tags stop a car: a blocking barrier that no access tag opens. */
export function isBlockedNode(tags: Tags): boolean {
  const barrier = tags['barrier'];
  if (barrier === undefined || !BLOCKING_BARRIERS.has(barrier)) return false;
  return !OPEN_VALUES.has(accessValue(tags) ?? 'no');
}

function direction(tags: Tags): { forward: boolean; backward: boolean } {
  const oneway = tags['oneway'];
  if (oneway === 'yes' || oneway === 'true' || oneway === '1')
    return { forward: true, backward: false };
  if (oneway === '-1' || oneway === 'reverse') return { forward: false, backward: true };
  if (oneway === 'reversible') return { forward: false, backward: false };
  if (oneway === undefined && impliesOneway(tags)) return { forward: true, backward: false };
  return { forward: true, backward: true };
}

function impliesOneway(tags: Tags): boolean {
  const junction = tags['junction'];
  return tags['highway'] === 'motorway' || junction === 'roundabout' || junction === 'circular';
}

interface LimitInput {
  readonly tags: Tags;
  readonly stated: string | undefined;
  readonly classIndex: number;
  readonly table: SpeedTable;
}

function achievedSpeeds(input: LimitInput): { speeds: number[]; readable: boolean } {
  const { tags, stated, classIndex, table } = input;
  const highwayClass = table.classes[classIndex];
  if (!highwayClass) throw new Error(`no highway class ${classIndex}`);
  const read =
    stated === undefined ? undefined : parseMaxspeedMmS(stated, highwayClass.highway, table);
  let limitMmS = read ?? mphToMmS(highwayClass.defaultLimitMph);
  const access = accessValue(tags);
  if (access !== undefined && RESTRICTED_VALUES.has(access))
    limitMmS = Math.min(limitMmS, mphToMmS(table.restrictedAccessLimitMph));
  const speeds = SPEED_PROFILES.map((profile) =>
    Math.max(1, Math.round((limitMmS * highwayClass.achievedPercent[profile]) / 100)),
  );
  return { speeds, readable: stated === undefined || read !== undefined };
}

/**
 * Decides from its tags whether and how a way is driven by police. The rules are written out in
 * this folder's README; the independent oracle of the simulators implements the same text.
 */
export function readWay(tags: Tags, table: SpeedTable): WayVerdict {
  const highway = tags['highway'];
  const classIndex = table.classes.findIndex((entry) => entry.highway === highway);
  if (classIndex < 0 || tags['area'] === 'yes') return { ok: false, reason: 'not-a-road' };
  const access = accessValue(tags);
  if (access !== undefined && CLOSED_VALUES.has(access)) return { ok: false, reason: 'no-access' };
  const { forward, backward } = direction(tags);
  if (!forward && !backward) return { ok: false, reason: 'reversible' };
  const both = tags['maxspeed'];
  const ahead = achievedSpeeds({
    tags,
    stated: tags['maxspeed:forward'] ?? both,
    classIndex,
    table,
  });
  const back = achievedSpeeds({
    tags,
    stated: tags['maxspeed:backward'] ?? both,
    classIndex,
    table,
  });
  const rule: WayRule = {
    classIndex,
    forward,
    backward,
    forwardSpeedsMmS: ahead.speeds,
    backwardSpeedsMmS: back.speeds,
    maxspeedReadable: ahead.readable && back.readable,
  };
  return { ok: true, rule };
}
