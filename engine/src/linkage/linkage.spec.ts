import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageLinkage } from './average-linkage.js';
import { bridgesOf } from './bridges.js';
import { connectedRoots, guardGroups } from './clusters.js';
import type { ClusterRules, EdgeColumns } from './clusters.js';
import type { ComponentEdge } from './edges.js';
import { strongestPath } from './evidence-path.js';
import { refineGroup } from './refine-group.js';

const SEED = 4;
const size = 12;
const edge = fc.record({
  left: fc.integer({ min: 0, max: size - 1 }),
  right: fc.integer({ min: 0, max: size - 1 }),
  weight: fc.integer({ min: -5000, max: 9000 }),
});
const edgeList = fc
  .uniqueArray(edge, {
    maxLength: 30,
    selector: (e) => Math.min(e.left, e.right) * size + Math.max(e.left, e.right),
  })
  .map((list) => list.filter((e) => e.left !== e.right));

function columns(edges: readonly ComponentEdge[]): EdgeColumns {
  return {
    left: Int32Array.from(edges, (e) => e.left),
    right: Int32Array.from(edges, (e) => e.right),
    weight: Int32Array.from(edges, (e) => e.weight),
  };
}

/** Connected parts by spreading the smallest number until nothing changes. */
function spread(edges: readonly ComponentEdge[], from: number): number[] {
  const root = Array.from({ length: size }, (_, i) => i);
  for (let round = 0; round < size; round += 1) {
    for (const e of edges.filter((x) => x.weight >= from)) {
      const least = Math.min(root[e.left] as number, root[e.right] as number);
      root[e.left] = least;
      root[e.right] = least;
    }
  }
  return root;
}

const rules = (change: Partial<ClusterRules['guards']>): ClusterRules => ({
  linkWeight: 0,
  steward: { mustLink: [], cannotLink: [] },
  guards: {
    inspectFrom: 3,
    maxSize: 100,
    minDensity: 0,
    denseFrom: 3,
    bridgeWeight: -1e9,
    stepWeight: 1000,
    ...change,
  },
});

describe('connected records', () => {
  it('equal a brute-force spread, whatever the order of the edges', () => {
    fc.assert(
      fc.property(edgeList, fc.integer(), (edges, salt) => {
        const mixed = [...edges].sort(
          (a, b) => ((a.weight * salt) % 97) - ((b.weight * salt) % 97),
        );
        const roots = [...connectedRoots(size, columns(mixed), 0, [])];
        expect(roots).toEqual(spread(edges, 0));
      }),
      { seed: SEED },
    );
  });
});

describe('guards', () => {
  it('leave no group above the size limit and report what they cut, in any order of edges', () => {
    fc.assert(
      fc.property(edgeList, (edges) => {
        const limits = rules({ maxSize: 4 });
        const run = (list: readonly ComponentEdge[]): unknown => {
          const groups = connectedRoots(size, columns(list), 0, []);
          const out = guardGroups(groups, columns(list), limits);
          return { roots: [...out.roots], review: out.review };
        };
        const out = run(edges) as { roots: number[]; review: unknown[] };
        expect(run([...edges].reverse())).toEqual(out);
        const counts = new Map<number, number>();
        for (const r of out.roots) counts.set(r, (counts.get(r) ?? 0) + 1);
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(4);
        if (out.roots.join() !== spread(edges, 0).join())
          expect(out.review.length).toBeGreaterThan(0);
      }),
      { seed: SEED },
    );
  });

  it('cut a weak lone bridge between two groups', () => {
    const strong = [
      [0, 1],
      [1, 2],
      [0, 2],
      [3, 4],
      [4, 5],
      [3, 5],
    ] as const;
    const edges = [
      ...strong.map(([left, right]) => ({ left, right, weight: 9000 })),
      { left: 2, right: 3, weight: 500 },
    ];
    const groups = connectedRoots(6, columns(edges), 0, []);
    const out = guardGroups(groups, columns(edges), rules({ bridgeWeight: 2000 }));
    expect([...out.roots]).toEqual([0, 0, 0, 3, 3, 3]);
    expect(out.review).toEqual([{ reason: 'BRIDGE', left: 2, right: 3, weight: 500 }]);
  });

  it('find exactly the edges whose removal parts a component', () => {
    fc.assert(
      fc.property(edgeList, (edges) => {
        const start = edges[0];
        if (start === undefined) return;
        const root = spread(edges, -5000);
        const inside = edges.filter((e) => root[e.left] === root[start.left]);
        const found = new Set(bridgesOf(inside).map((b) => b.edge));
        for (const e of inside) {
          const without = spread(
            inside.filter((x) => x !== e),
            -5000,
          );
          expect(found.has(e)).toBe(without[e.left] !== without[e.right]);
        }
      }),
      { seed: SEED },
    );
  });
});

describe('refining a group', () => {
  it('parts two people whom one chance link holds together', () => {
    const pairs = [
      [0, 1, 8000],
      [0, 2, 8000],
      [1, 2, 8000],
      [3, 4, 8000],
      [2, 3, 1500],
      [0, 3, -6000],
      [1, 3, -6000],
      [0, 4, -6000],
      [1, 4, -6000],
      [2, 4, -6000],
    ] as const;
    const edges = pairs.map(([left, right, weight]) => ({ left, right, weight }));
    const steward = { mustLink: [], cannotLink: [] };
    const parts = refineGroup([0, 1, 2, 3, 4], edges, {
      cutWeight: 0,
      clipWeight: 10_000,
      steward,
    });
    expect([...parts.values()]).toEqual([0, 0, 0, 3, 3]);
  });

  it('obeys must-link and cannot-link whatever the weights', () => {
    const weight = fc.integer({ min: -9000, max: 9000 });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 10, maxLength: 10 }), (w) => {
        const edges: ComponentEdge[] = [];
        for (let i = 0; i < 5; i += 1) {
          for (let j = i + 1; j < 5; j += 1)
            edges.push({ left: i, right: j, weight: w[edges.length] ?? 0 });
        }
        const steward = { mustLink: [[0, 3] as const], cannotLink: [[0, 4] as const] };
        const parts = refineGroup([0, 1, 2, 3, 4], edges, {
          cutWeight: 0,
          clipWeight: 10_000,
          steward,
        });
        expect(parts.get(0)).toBe(parts.get(3));
        expect(parts.get(0)).not.toBe(parts.get(4));
      }),
      { seed: SEED },
    );
  });

  it('joins nothing below the cut', () => {
    const weights = new Float64Array(9).fill(-1);
    expect([...averageLinkage({ size: 3, weights }, 0)]).toEqual([0, 1, 2]);
    expect([...averageLinkage({ size: 3, weights }, -1)]).toEqual([0, 0, 0]);
  });
});

describe('strongest path', () => {
  it('has the best weakest edge of all chains', () => {
    fc.assert(
      fc.property(edgeList, (edges) => {
        const path = strongestPath(edges, 0, size - 1);
        const joinedFrom = (w: number): boolean =>
          spread(edges, w)[0] === spread(edges, w)[size - 1];
        const levels = edges.map((e) => e.weight).sort((a, b) => b - a);
        const best = levels.find(joinedFrom);
        expect(path?.weakest.weight).toBe(best);
      }),
      { seed: SEED },
    );
  });
});
