import { describe, expect, it } from 'vitest';
import { decodeRoadGraph } from './graph-codec.js';
import { buildTinyMap } from './tiny-map.fixture.js';

const { graph } = buildTinyMap({
  nodes: { a: [0, 0], b: [100, 0], c: [100, 80], d: [0, 80, { barrier: 'gate' }] },
  ways: { 1: ['abcd', { name: 'Ring Čtvrť' }], 2: ['da', { ref: 'A38', maxspeed: '40 mph' }] },
  restrictions: [[1, 'd', 2, { restriction: 'no_u_turn' }]],
});
const bytes = graph.buffer as ArrayBuffer;

function damaged(at: number): ArrayBuffer {
  const copy = bytes.slice(0);
  const view = new Uint8Array(copy);
  view[at] = (view[at] as number) ^ 0x40;
  return copy;
}

describe('the binary road graph', () => {
  it('opens as what was encoded', () => {
    const opened = decodeRoadGraph(bytes.slice(0));
    expect(opened).toMatchObject({ ok: true, graph: { version: graph.version } });
    if (!opened.ok) return;
    expect(opened.graph.arrays).toEqual(graph.arrays);
    expect(opened.graph.meta).toEqual(graph.meta);
    expect(opened.graph.streetName(0)).toBe('Ring Čtvrť');
  });

  it('opens over shared memory without a copy', () => {
    const shared = new SharedArrayBuffer(bytes.byteLength);
    new Uint8Array(shared).set(new Uint8Array(bytes));
    const opened = decodeRoadGraph(shared);
    expect(opened.ok && opened.graph.arrays.arcStandardMs.buffer).toBe(shared);
  });

  it('has the same version for the same map and another for another', () => {
    const one = { nodes: { a: [0, 0], b: [50, 0] }, ways: { 1: ['ab'] } } as const;
    const other = { ...one, ways: { 1: ['ab', { maxspeed: '20 mph' }] } } as const;
    expect(buildTinyMap(one).graph.version).toBe(buildTinyMap(one).graph.version);
    expect(buildTinyMap(other).graph.version).not.toBe(buildTinyMap(one).graph.version);
  });

  it('refuses anything that is not whole', () => {
    expect(decodeRoadGraph(new ArrayBuffer(0))).toEqual({ ok: false, reason: 'not-a-road-graph' });
    expect(decodeRoadGraph(damaged(0))).toEqual({ ok: false, reason: 'not-a-road-graph' });
    expect(decodeRoadGraph(damaged(8))).toEqual({ ok: false, reason: 'other-format' });
    for (const cut of [bytes.byteLength - 1, bytes.byteLength >> 1])
      expect(decodeRoadGraph(bytes.slice(0, cut))).toEqual({ ok: false, reason: 'truncated' });
  });

  it('notices a flipped bit anywhere after the header', () => {
    for (let at = 48; at < bytes.byteLength; at += 7)
      expect(decodeRoadGraph(damaged(at))).toEqual({ ok: false, reason: 'damaged' });
  });
});
