import type { ElementList } from './element-list.js';

/** A piece of road in one direction, between neighbouring nodes of a way. */
export interface TestArc {
  readonly way: number;
  readonly from: number;
  readonly to: number;
  next: number[];
}

/**
 * Reads arcs and allowed turns from map elements the slow and plain way, as an independent check of
 * the generator: one-ways, roundabouts, restrictions (those with `except` count as binding), turning
 * round at dead ends only.
 */
export function readArcs(elements: ElementList): TestArc[] {
  const arcs: TestArc[] = [];
  const leaving = new Map<number, number[]>();
  const add = (way: number, from: number, to: number) => {
    const index = arcs.push({ way, from, to, next: [] }) - 1;
    const list = leaving.get(from);
    if (list) list.push(index);
    else leaving.set(from, [index]);
  };
  for (const { id, refs, tags } of elements.ways) {
    if (!tags?.['highway'] || tags['highway'] === 'footway') continue;
    const forward = tags['oneway'] !== '-1';
    const back = tags['oneway'] === '-1' || (!tags['oneway'] && !tags['junction']);
    refs.slice(1).forEach((to, i) => {
      if (forward) add(id, refs[i] as number, to);
      if (back) add(id, to, refs[i] as number);
    });
  }
  const banned = bannedTurns(elements);
  for (const arc of arcs) {
    const exits = leaving.get(arc.to) ?? [];
    const onward = exits.filter((i) => arcs[i]?.to !== arc.from);
    const turns = onward.length > 0 ? onward : exits;
    arc.next = turns.filter((i) => !banned(arc, arcs[i] as TestArc));
  }
  return arcs;
}

function bannedTurns(elements: ElementList): (from: TestArc, to: TestArc) => boolean {
  const no = new Set<string>();
  const only = new Map<string, Set<number>>();
  for (const { members, tags } of elements.relations) {
    const [from, via, to] = ['from', 'via', 'to'].map((role) =>
      members.find((m) => m.role === role),
    );
    if (!from || !via || !to) throw new Error('a restriction without from, via or to');
    const key = `${from.ref}@${via.ref}`;
    if (tags?.['restriction']?.startsWith('only_')) {
      only.set(key, (only.get(key) ?? new Set()).add(to.ref));
    } else no.add(`${key}>${to.ref}`);
  }
  return (from, to) => {
    const key = `${from.way}@${from.to}`;
    return no.has(`${key}>${to.way}`) || !(only.get(key)?.has(to.way) ?? true);
  };
}

function reached(next: readonly (readonly number[])[]): Uint8Array {
  const seen = new Uint8Array(next.length);
  const stack = [0];
  seen[0] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const to of next[at] ?? []) {
      if (seen[to]) continue;
      seen[to] = 1;
      stack.push(to);
    }
  }
  return seen;
}

/**
 * Roads, as `way: node-node`, that cannot be driven to from the first arc or cannot drive to it, in
 * either direction. (One direction of a road may be out of reach where all other arms lead away.)
 */
export function cutOffRoads(arcs: readonly TestArc[]): string[] {
  const before: number[][] = arcs.map(() => []);
  arcs.forEach((arc, i) => arc.next.forEach((to) => before[to]?.push(i)));
  const there = reached(arcs.map((arc) => arc.next));
  const back = reached(before);
  const roads = new Map<string, number>();
  arcs.forEach(({ way, from, to }, i) => {
    const road = `${way}: ${Math.min(from, to)}-${Math.max(from, to)}`;
    roads.set(road, (roads.get(road) ?? 0) | ((there[i] ?? 0) + 2 * (back[i] ?? 0)));
  });
  return [...roads].filter(([, reach]) => reach !== 3).map(([road]) => road);
}
