import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scopeHash } from '@muster/contracts';
import type { IncidentView, UnitView } from '@muster/contracts';
import { FrameHistory } from './frame-history.js';
import { Scope } from './scope.js';

const incident = (id: string, version: number, closed: boolean): IncidentView =>
  ({ id, version, state: closed ? 'closed' : 'open' }) as IncidentView;
const unit = (id: string, version: number): UnitView => ({ id, version }) as UnitView;
const none = { incidents: [], units: [], assignments: [] };

const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  closed: fc.boolean(),
  unit: fc.boolean(),
});

it('hashes what it holds after every change, as one that is made anew from it does', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const scope = new Scope(none);
      const version = new Map<string, number>();
      const held = new Map<string, { kind: string; id: string; version: number }>();
      for (const { id, closed, unit: isUnit } of changes) {
        const key = `${isUnit ? 'unit' : 'incident'}:${id}`;
        const next = (version.get(key) ?? 0) + 1;
        version.set(key, next);
        const taken = scope.take(
          isUnit
            ? { ...none, units: [unit(id, next)] }
            : { ...none, incidents: [incident(id, next, closed)] },
        );
        expect(taken).toHaveLength(1);
        if (!isUnit && closed) held.delete(key);
        else held.set(key, { kind: isUnit ? 'unit' : 'incident', id, version: next });
        expect(scope.hash()).toBe(scopeHash(held.values()));
        expect(scope.hash()).toBe(new Scope(scope.views()).hash());
      }
    }),
  );
});

it('takes nothing twice and nothing older', () => {
  const scope = new Scope({ ...none, units: [unit('a', 3)] });
  expect(scope.take({ ...none, units: [unit('a', 3), unit('a', 2)] })).toEqual([]);
  expect(scope.take({ ...none, units: [unit('a', 4)] })).toMatchObject([{ id: 'a', version: 4 }]);
});

it('a history gives what follows on a seq, or says that it cannot', () => {
  const frame = (prev: number, seq: number) => ({ epoch: 0, prev, seq, kinds: [], changes: [] });
  const history = new FrameHistory(4);
  for (let seq = 1; seq <= 3; seq += 1) history.push(frame(seq - 1, seq));
  expect(history.after(1, 3)).toEqual([frame(1, 2), frame(2, 3)]);
  expect(history.after(3, 3)).toEqual([]);
  // ahead of this node, or in the middle of one of its frames
  expect(history.after(9, 3)).toBeUndefined();
  history.push(frame(3, 6));
  expect(history.after(4, 6)).toBeUndefined();
  history.push(frame(6, 7));
  expect(history.after(0, 7)).toBeUndefined();
  expect(history.after(6, 7)).toEqual([frame(6, 7)]);
});
