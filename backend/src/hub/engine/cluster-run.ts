import { connectedRoots, guardGroups, refineGroup, weightOf } from '@muster/engine';
import type {
  ClusterResult,
  ClusterRules,
  ComponentEdge,
  EdgeColumns,
  StewardPairs,
} from '@muster/engine';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { chosenPairsSql } from './pairs.js';

/** No standing decisions. */
export const NO_DECISIONS: StewardPairs = { mustLink: [], cannotLink: [] };

/**
 * Where record numbers do not follow the order of record ids (a store that grows): rank of each record
 * number by record id, and back. Results are then in ranks.
 */
export interface RecordOrder {
  readonly ridOf: Int32Array;
  readonly rankOf: Int32Array;
}

/** Groups larger than this many times the largest publishable one are cut before they are refined. */
const REFINED_AT_MOST = 2;

/** Guards of a model in whole millibits. */
export function clusterRules(model: LinkageModel, steward: StewardPairs): ClusterRules {
  const { guards } = model.settings;
  return {
    linkWeight: model.linkWeight,
    steward,
    guards: {
      inspectFrom: 4,
      maxSize: guards.maxSize,
      minDensity: guards.minDensity,
      denseFrom: guards.denseFrom,
      bridgeWeight: model.linkWeight + Math.round(guards.bridgeBits * 1000),
      stepWeight: 1000,
    },
  };
}

/**
 * Clusters the scored records: joined over links, refined by average linkage over all pairs inside a
 * group (pairs that blocking missed are scored for it), then guarded. A function of the model, the
 * records and the stewards' decisions alone.
 */
export async function clusterEdges(
  db: DuckDbProcess,
  model: LinkageModel,
  order: RecordOrder | number,
  steward: StewardPairs = NO_DECISIONS,
): Promise<ClusterResult> {
  const rules = clusterRules(model, steward);
  const size = typeof order === 'number' ? order : order.ridOf.length;
  const ranks = typeof order === 'number' ? null : order;
  const edges = await readLinks(db, model, ranks);
  const joined = connectedRoots(size, edges, model.linkWeight, steward.mustLink);
  const cap = rules.guards.maxSize * REFINED_AT_MOST;
  const coarse = guardGroups(joined, edges, {
    ...rules,
    steward: { mustLink: steward.mustLink, cannotLink: [] },
    guards: { ...rules.guards, inspectFrom: cap, maxSize: cap, minDensity: 0, bridgeWeight: -1e9 },
  });
  const refined = await refineGroups({ db, model, ranks }, coarse.roots, edges, steward);
  const guarded = guardGroups(refined, edges, rules);
  const parted = partedLinks(coarse.roots, refined, edges);
  return { roots: guarded.roots, review: [...coarse.review, ...parted, ...guarded.review] };
}

/** Links that refinement parted: strong enough alone, outweighed by everything else in their group. */
function partedLinks(
  before: Int32Array,
  after: Int32Array,
  edges: EdgeColumns,
): ClusterResult['review'] {
  const out: ClusterResult['review'][number][] = [];
  for (let i = 0; i < edges.left.length; i += 1) {
    const left = edges.left[i] as number;
    const right = edges.right[i] as number;
    if (before[left] !== before[right] || after[left] === after[right]) continue;
    out.push({
      reason: 'BRIDGE',
      left: Math.min(left, right),
      right: Math.max(left, right),
      weight: edges.weight[i] as number,
    });
  }
  return out.sort((a, b) => a.left - b.left || a.right - b.right || a.weight - b.weight);
}

interface Scope {
  readonly db: DuckDbProcess;
  readonly model: LinkageModel;
  readonly ranks: RecordOrder | null;
}

async function refineGroups(
  scope: Scope,
  roots: Int32Array,
  edges: EdgeColumns,
  steward: StewardPairs,
): Promise<Int32Array> {
  const groups = looseGroups(roots, edges, steward);
  const out = Int32Array.from(roots);
  if (groups.size === 0) return out;
  const pairs = await pairsInside(scope, groups);
  const { groupProbability, clipBits } = scope.model.settings.linking;
  const rules = { cutWeight: weightOf(groupProbability), clipWeight: clipBits * 1000, steward };
  for (const [root, members] of groups) {
    const parts = refineGroup(members, pairs.get(root) ?? [], rules);
    for (const [member, part] of parts) out[member] = part;
  }
  return out;
}

/**
 * Members in ascending order of every group that refining could change: three or more records that are
 * not all linked with each other, or a group that a steward has spoken on.
 */
function looseGroups(
  roots: Int32Array,
  edges: EdgeColumns,
  steward: StewardPairs,
): Map<number, number[]> {
  const sizes = new Int32Array(roots.length);
  for (const root of roots) sizes[root] = (sizes[root] as number) + 1;
  const links = new Int32Array(roots.length);
  for (let i = 0; i < edges.left.length; i += 1) {
    const root = roots[edges.left[i] as number] as number;
    if (root === roots[edges.right[i] as number]) links[root] = (links[root] as number) + 1;
  }
  const spokenOn = new Set(steward.cannotLink.flat().map((rid) => roots[rid] as number));
  const groups = new Map<number, number[]>();
  roots.forEach((root, member) => {
    const n = sizes[root] as number;
    const allLinked = n < 3 || (links[root] as number) >= (n * (n - 1)) / 2;
    if (n < 2 || (allLinked && !spokenOn.has(root))) return;
    const list = groups.get(root);
    if (list === undefined) groups.set(root, [member]);
    else list.push(member);
  });
  return groups;
}

/** Weights of all pairs inside the groups: kept edges, and the rest scored on the spot. */
async function pairsInside(
  { db, model, ranks }: Scope,
  groups: ReadonlyMap<number, readonly number[]>,
): Promise<Map<number, ComponentEdge[]>> {
  const ridOf = (rank: number): number => (ranks === null ? rank : (ranks.ridOf[rank] as number));
  const rankOf = (rid: number): number => (ranks === null ? rid : (ranks.rankOf[rid] as number));
  const rids = Int32Array.from([...groups.values()].flat(), ridOf);
  const roots = Int32Array.from([...groups].flatMap(([root, members]) => members.map(() => root)));
  await db.run('CREATE OR REPLACE TEMP TABLE member (rid INTEGER, root INTEGER)');
  await db.append('member', [rids, roots]);
  await db.run(`CREATE OR REPLACE TEMP TABLE inside AS
    SELECT a.root, a.rid AS l_rid, b.rid AS r_rid FROM member a JOIN member b ON a.root = b.root AND a.rid < b.rid`);
  const out = new Map<number, ComponentEdge[]>();
  const take = ([root, left, right, weight]: readonly Int32Array[]): void => {
    root?.forEach((r, i) => {
      const [a, b] = [rankOf(left?.[i] ?? 0), rankOf(right?.[i] ?? 0)];
      const edge = { left: Math.min(a, b), right: Math.max(a, b), weight: weight?.[i] ?? 0 };
      const list = out.get(r);
      if (list === undefined) out.set(r, [edge]);
      else list.push(edge);
    });
  };
  const weight = `CAST(evidence + ${model.priorWeight} AS INTEGER)`;
  await db.numbers(
    `SELECT root, l, r, ${weight} FROM inside JOIN edge ON l = l_rid AND r = r_rid`,
    take,
  );
  await db.run(`CREATE OR REPLACE TEMP TABLE unseen AS
    SELECT * FROM inside ANTI JOIN edge ON l = l_rid AND r = r_rid`);
  const scored = chosenPairsSql(model, 'unseen');
  await db.numbers(`SELECT root, l, r, ${weight} FROM (${scored})`, take);
  return out;
}

async function readLinks(
  db: DuckDbProcess,
  model: LinkageModel,
  ranks: RecordOrder | null,
): Promise<EdgeColumns> {
  const blocks: (readonly Int32Array[])[] = [];
  const from = model.linkWeight - model.priorWeight;
  await db.numbers(
    `SELECT l, r, CAST(evidence + ${model.priorWeight} AS INTEGER) FROM edge WHERE evidence >= ${from}`,
    (columns) => blocks.push(columns),
  );
  const ranked = (rids: Int32Array): Int32Array =>
    ranks === null ? rids : rids.map((rid) => ranks.rankOf[rid] as number);
  return {
    left: ranked(joined(blocks, 0)),
    right: ranked(joined(blocks, 1)),
    weight: joined(blocks, 2),
  };
}

function joined(blocks: readonly (readonly Int32Array[])[], column: number): Int32Array {
  const length = blocks.reduce((sum, b) => sum + (b[column]?.length ?? 0), 0);
  const out = new Int32Array(length);
  let at = 0;
  for (const block of blocks) {
    out.set(block[column] as Int32Array, at);
    at += block[column]?.length ?? 0;
  }
  return out;
}
