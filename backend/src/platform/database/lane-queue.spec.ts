import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANES } from './db.js';
import type { Lane } from './db.js';
import { LaneQueue, ONE_SESSION, poolSlots } from './lane-queue.js';

type Step = { kind: 'ask'; lane: Lane } | { kind: 'give'; index: number };

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('lanes over one session', () => {
  it('serves command, read, position, background in that order, and each in its own order', async () => {
    const queue = new LaneQueue(ONE_SESSION);
    const first = await queue.acquire('background');
    const served: string[] = [];
    const ask = (lane: Lane, name: string) =>
      queue.acquire(lane).then((release) => {
        served.push(name);
        release();
      });
    const asked = [
      ask('background', 'report'),
      ask('position', 'batch'),
      ask('read', 'screen 1'),
      ask('read', 'screen 2'),
      ask('command', 'dispatch'),
    ];
    first();
    await Promise.all(asked);
    expect(served).toEqual(['dispatch', 'screen 1', 'screen 2', 'batch', 'report']);
  });

  it('measures what each lane waited', async () => {
    let nowMs = 0;
    const queue = new LaneQueue(ONE_SESSION, () => nowMs);
    const release = await queue.acquire('read');
    const next = queue.acquire('command');
    nowMs = 30;
    expect(queue.waits().command).toMatchObject({ waiting: 1, waits: 0 });
    release();
    (await next)();
    expect(queue.waits().command).toEqual({ waits: 1, totalMs: 30, maxMs: 30, waiting: 0 });
    expect(queue.waits().read).toEqual({ waits: 1, totalMs: 0, maxMs: 0, waiting: 0 });
  });

  it('counts a session given back twice only once', async () => {
    const queue = new LaneQueue(ONE_SESSION);
    const release = await queue.acquire('read');
    release();
    release();
    await queue.acquire('read');
    let admitted = false;
    void queue.acquire('read').then(() => (admitted = true));
    await settle();
    expect(admitted).toBe(false);
  });
});

describe('lanes over a pool', () => {
  it('never lets background and positions take every session', async () => {
    const queue = new LaneQueue(poolSlots(6));
    for (let n = 0; n < 10; n += 1) {
      void queue.acquire('background');
      void queue.acquire('position');
    }
    await settle();
    const dispatch = queue.acquire('command').then(() => 'admitted');
    expect(await Promise.race([dispatch, settle().then(() => 'waiting')])).toBe('admitted');
  });

  it('holds its limits and never leaves a session idle that someone may have', async () => {
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), lane: fc.constantFrom(...LANES) }),
      fc.record({ kind: fc.constant('give' as const), index: fc.nat(20) }),
    );
    const run = async (total: number, steps: readonly Step[]) => {
      const slots = poolSlots(total);
      const queue = new LaneQueue(slots, () => 0);
      const held: { lane: Lane; release: () => void }[] = [];
      for (const next of steps) {
        if (next.kind === 'ask') {
          void queue.acquire(next.lane).then((release) => held.push({ lane: next.lane, release }));
        } else held.splice(next.index % Math.max(1, held.length), 1)[0]?.release();
        await settle();
        const count = (lane: Lane) => held.filter((one) => one.lane === lane).length;
        expect(held.length).toBeLessThanOrEqual(total);
        for (const lane of LANES) {
          expect(count(lane)).toBeLessThanOrEqual(slots.cap(lane));
          const mayEnter = held.length < total && count(lane) < slots.cap(lane);
          if (mayEnter) expect(queue.waits()[lane].waiting).toBe(0);
        }
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 40 }), run),
      { numRuns: 50 },
    );
  });
});
