/** Ids of the clusters, and what became of ids that no cluster carries on. */
export interface GoldenIds {
  /** Id of each cluster, in the order given. */
  readonly ids: readonly string[];
  /** Former id → the id that took over most of its members; null when nothing is left of it. */
  readonly gone: ReadonlyMap<string, string | null>;
}

interface Claim {
  readonly before: string;
  readonly cluster: number;
  readonly shared: number;
}

/**
 * Carries ids over to new clusters. An id goes on with the cluster that shares most members with it, a
 * cluster keeps the id it shares most members with; every other cluster gets a fresh one. Ties go to the
 * smaller id, then to the earlier cluster. `before` maps members to their former id.
 */
export function carryIds(
  before: ReadonlyMap<string, string>,
  clusters: readonly (readonly string[])[],
  fresh: (cluster: number) => string,
): GoldenIds {
  const claims = claimsOf(before, clusters);
  const ids = new Array<string | undefined>(clusters.length).fill(undefined);
  const carried = new Set<string>();
  for (const claim of claims) {
    if (ids[claim.cluster] !== undefined || carried.has(claim.before)) continue;
    ids[claim.cluster] = claim.before;
    carried.add(claim.before);
  }
  const all = ids.map((id, cluster) => id ?? fresh(cluster));
  const gone = new Map<string, string | null>();
  for (const id of before.values()) if (!carried.has(id)) gone.set(id, null);
  for (const { before: id, cluster } of claims) {
    if (gone.get(id) === null) gone.set(id, all[cluster] as string);
  }
  return { ids: all, gone };
}

/** Strongest first. */
function claimsOf(
  before: ReadonlyMap<string, string>,
  clusters: readonly (readonly string[])[],
): Claim[] {
  const claims: Claim[] = [];
  clusters.forEach((members, cluster) => {
    const shared = new Map<string, number>();
    for (const member of members) {
      const id = before.get(member);
      if (id !== undefined) shared.set(id, (shared.get(id) ?? 0) + 1);
    }
    for (const [id, n] of shared) claims.push({ before: id, cluster, shared: n });
  });
  return claims.sort(
    (a, b) =>
      b.shared - a.shared ||
      (a.before < b.before ? -1 : a.before > b.before ? 1 : 0) ||
      a.cluster - b.cluster,
  );
}
