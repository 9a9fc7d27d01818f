import type { ComponentEdge } from './edges.js';

/** Chain of edges joining two records and the weakest of them. */
export interface EvidencePath {
  readonly edges: readonly ComponentEdge[];
  readonly weakest: ComponentEdge;
}

/**
 * The strongest chain between two records: of all chains, the one whose weakest edge weighs most
 * (along the maximum spanning tree); ties by record number. Null when no chain joins them.
 */
export function strongestPath(
  edges: readonly ComponentEdge[],
  from: number,
  to: number,
): EvidencePath | null {
  const tree = spanningTree(edges);
  const cameBy = new Map<number, ComponentEdge | null>([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !cameBy.has(to); at += 1) {
    const node = queue[at] as number;
    for (const edge of tree.get(node) ?? []) {
      const next = edge.left === node ? edge.right : edge.left;
      if (cameBy.has(next)) continue;
      cameBy.set(next, edge);
      queue.push(next);
    }
  }
  return walkBack(cameBy, to);
}

function walkBack(
  cameBy: ReadonlyMap<number, ComponentEdge | null>,
  to: number,
): EvidencePath | null {
  const path: ComponentEdge[] = [];
  let node = to;
  for (let edge = cameBy.get(node); edge; edge = cameBy.get(node)) {
    path.unshift(edge);
    node = edge.left === node ? edge.right : edge.left;
  }
  const [first] = path;
  if (first === undefined) return null;
  const weakest = path.reduce((least, e) => (e.weight < least.weight ? e : least), first);
  return { edges: path, weakest };
}

function spanningTree(edges: readonly ComponentEdge[]): Map<number, ComponentEdge[]> {
  const sorted = [...edges].sort(
    (a, b) => b.weight - a.weight || a.left - b.left || a.right - b.right,
  );
  const parent = new Map<number, number>();
  const find = (x: number): number => {
    let root = x;
    while ((parent.get(root) ?? root) !== root) root = parent.get(root) as number;
    parent.set(x, root);
    return root;
  };
  const tree = new Map<number, ComponentEdge[]>();
  for (const edge of sorted) {
    const a = find(edge.left);
    const b = find(edge.right);
    if (a === b) continue;
    parent.set(a, b);
    for (const end of [edge.left, edge.right]) tree.set(end, [...(tree.get(end) ?? []), edge]);
  }
  return tree;
}
