import type { Tags } from './way-rules.js';

/** A turn restriction whose via is one node, reduced to what the graph needs. */
export interface TurnRestriction {
  readonly relationId: number;
  readonly kind: 'no' | 'only';
  readonly uTurn: boolean;
  readonly fromWays: readonly number[];
  readonly viaNode: number;
  readonly toWays: readonly number[];
}

export interface RelationMember {
  readonly type: string;
  readonly ref: number;
  readonly role: string;
}

export type RestrictionVerdict =
  | { readonly ok: true; readonly restriction: TurnRestriction }
  | {
      readonly ok: false;
      readonly reason:
        | 'not-a-restriction'
        | 'other-vehicles'
        | 'conditional'
        | 'excepted'
        | 'via-way'
        | 'incomplete';
    };

const OUR_MODES = ['motorcar', 'motor_vehicle', 'emergency'] as const;

function restrictionValue(tags: Tags): string | undefined {
  return tags['restriction:motorcar'] ?? tags['restriction:motor_vehicle'] ?? tags['restriction'];
}

function excepted(tags: Tags): boolean {
  const modes = (tags['except'] ?? '').split(';').map((mode) => mode.trim());
  return OUR_MODES.some((mode) => modes.includes(mode));
}

function missingValueReason(tags: Tags): 'conditional' | 'other-vehicles' {
  return Object.keys(tags).some((key) => key.endsWith(':conditional'))
    ? 'conditional'
    : 'other-vehicles';
}

/**
 * Reads an OpenStreetMap `type=restriction` relation (wiki "Relation:restriction"): `no_*` and
 * `only_*` with from/to ways and one via node, and `except=`. A restriction through a via way is
 * reported as `via-way`; a conditional one is not applied.
 */
export function readRestriction(
  relationId: number,
  tags: Tags,
  members: readonly RelationMember[],
): RestrictionVerdict {
  if (!isRestriction(tags)) return { ok: false, reason: 'not-a-restriction' };
  const value = restrictionValue(tags);
  if (value === undefined) return { ok: false, reason: missingValueReason(tags) };
  const kind = /^(no|only)_/.exec(value)?.[1];
  if (kind !== 'no' && kind !== 'only') return { ok: false, reason: 'incomplete' };
  if (excepted(tags)) return { ok: false, reason: 'excepted' };
  const ends = readMembers(members);
  if (typeof ends === 'string') return { ok: false, reason: ends };
  const uTurn = value.endsWith('_u_turn');
  return { ok: true, restriction: { relationId, kind, uTurn, ...ends } };
}

function isRestriction(tags: Tags): boolean {
  const type = tags['type'] ?? '';
  return type === 'restriction' || OUR_MODES.some((mode) => type === `restriction:${mode}`);
}

type RestrictionEnds = Pick<TurnRestriction, 'fromWays' | 'viaNode' | 'toWays'>;

function readMembers(
  members: readonly RelationMember[],
): RestrictionEnds | 'via-way' | 'incomplete' {
  const vias = members.filter((member) => member.role === 'via');
  if (vias.some((member) => member.type === 'way')) return 'via-way';
  const via = vias[0];
  const fromWays = wayRefs(members, 'from');
  const toWays = wayRefs(members, 'to');
  if (vias.length !== 1 || via?.type !== 'node') return 'incomplete';
  if (fromWays.length === 0 || toWays.length === 0) return 'incomplete';
  return { fromWays, viaNode: via.ref, toWays };
}

function wayRefs(members: readonly RelationMember[], role: string): number[] {
  return members.filter((m) => m.type === 'way' && m.role === role).map((m) => m.ref);
}
