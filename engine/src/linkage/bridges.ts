import type { ComponentEdge } from './edges.js';

/** An edge whose removal parts a component, and the size of the smaller part. */
export interface Bridge {
  readonly edge: ComponentEdge;
  readonly smallerSide: number;
}

interface Visit {
  readonly node: number;
  readonly via: number;
  next: number;
}

/** Bridges of one connected component (Tarjan's low-link, without recursion). */
export function bridgesOf(edges: readonly ComponentEdge[]): Bridge[] {
  const around = neighbours(edges);
  const start = edges[0]?.left;
  if (start === undefined) return [];
  const order = new Map<number, number>([[start, 0]]);
  const low = new Map<number, number>([[start, 0]]);
  const below = new Map<number, number>();
  const stack: Visit[] = [{ node: start, via: -1, next: 0 }];
  const found: { via: number; size: number }[] = [];
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as Visit;
    const step = around.get(top.node)?.[top.next];
    top.next += 1;
    if (step === undefined) {
      stack.pop();
      close(top, stack[stack.length - 1], { order, low, below, found });
    } else if (step.via !== top.via) {
      const seen = order.get(step.to);
      if (seen === undefined) {
        order.set(step.to, order.size);
        low.set(step.to, order.size - 1);
        stack.push({ node: step.to, via: step.via, next: 0 });
      } else low.set(top.node, Math.min(low.get(top.node) as number, seen));
    }
  }
  return found.map(({ via, size }) => ({
    edge: edges[via] as ComponentEdge,
    smallerSide: Math.min(size, order.size - size),
  }));
}

interface Progress {
  readonly order: Map<number, number>;
  readonly low: Map<number, number>;
  readonly below: Map<number, number>;
  readonly found: { via: number; size: number }[];
}

/** Hands a finished node's low-link and subtree size to its parent and notes a bridge. */
function close(done: Visit, parent: Visit | undefined, progress: Progress): void {
  if (parent === undefined) return;
  const { order, low, below, found } = progress;
  const size = (below.get(done.node) ?? 0) + 1;
  below.set(parent.node, (below.get(parent.node) ?? 0) + size);
  const lowest = low.get(done.node) as number;
  low.set(parent.node, Math.min(low.get(parent.node) as number, lowest));
  if (lowest > (order.get(parent.node) as number)) found.push({ via: done.via, size });
}

function neighbours(
  edges: readonly ComponentEdge[],
): Map<number, { readonly to: number; readonly via: number }[]> {
  const around = new Map<number, { to: number; via: number }[]>();
  const add = (from: number, to: number, via: number): void => {
    const list = around.get(from);
    if (list === undefined) around.set(from, [{ to, via }]);
    else list.push({ to, via });
  };
  edges.forEach((edge, via) => {
    add(edge.left, edge.right, via);
    add(edge.right, edge.left, via);
  });
  return around;
}
