import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusRule } from '@muster/contracts';
import { nextAssignmentState } from './assignment-lifecycle.js';
import { nextUnitStatus, type StatusReport, type UnitStanding } from './unit-lifecycle.js';

const standing = fc.record<UnitStanding>({
  statusCode: fc.integer({ min: 0, max: 11 }),
  emergency: fc.boolean(),
  assignment: fc.constantFrom(
    null,
    'dispatched' as const,
    'en_route' as const,
    'on_scene' as const,
  ),
});
const report = fc.record<StatusReport>({
  statusCode: fc.integer({ min: 0, max: 16 }),
  by: fc.constantFrom('crew' as const, 'dispatcher' as const),
  hasReason: fc.boolean(),
});
const crew = (statusCode: number): StatusReport => ({ statusCode, by: 'crew', hasReason: false });
const free: UnitStanding = { statusCode: 2, emergency: false, assignment: null };

describe('unit life cycle', () => {
  it('messages 12–16 change nothing, from any state and by anyone', () => {
    fc.assert(
      fc.property(standing, report, fc.integer({ min: 12, max: 16 }), (unit, given, statusCode) => {
        expect(nextUnitStatus(unit, { ...given, statusCode })).toEqual({
          ok: true,
          step: 'message',
          next: { statusCode: unit.statusCode, emergency: unit.emergency },
          assignmentCommand: null,
        });
      }),
    );
  });

  it('takes an emergency from any state and lets only a dispatcher with a reason end it', () => {
    fc.assert(
      fc.property(standing, report, (unit, given) => {
        const raised = nextUnitStatus(unit, { ...given, statusCode: 0 });
        expect(raised.ok && raised.next.statusCode).toBe(0);
        const inEmergency: UnitStanding = { ...unit, statusCode: 0, emergency: true };
        const ended = nextUnitStatus(inEmergency, given);
        if (!ended.ok || ended.next.emergency) return;
        expect(given.by).toBe('dispatcher');
        expect(given.hasReason).toBe(true);
      }),
    );
  });

  it('never stores a message code and never steps outside the table without a reason', () => {
    fc.assert(
      fc.property(standing, report, (unit, given) => {
        const step = nextUnitStatus(unit, given);
        if (!step.ok) return;
        expect(step.next.statusCode).toBeLessThanOrEqual(11);
        if (step.step === 'correction') {
          expect(given).toMatchObject({ by: 'dispatcher', hasReason: true });
        }
      }),
    );
  });

  it('asks of the assignment only what it can do, and only if there is one', () => {
    fc.assert(
      fc.property(standing, report, (unit, given) => {
        const step = nextUnitStatus(unit, given);
        if (!step.ok || step.assignmentCommand === null) return;
        expect(unit.assignment).not.toBeNull();
        if (unit.assignment === null) return;
        expect(nextAssignmentState(unit.assignment, step.assignmentCommand).ok).toBe(true);
      }),
    );
  });

  it('en route and at scene need an assignment', () => {
    for (const code of [5, 6]) {
      expect(nextUnitStatus(free, crew(code))).toEqual({ ok: false, reason: 'NOT_ASSIGNED' });
    }
  });

  it('follows an order: 5 accepts, 6 arrives, 2 completes', () => {
    const dispatched: UnitStanding = { ...free, assignment: 'dispatched' };
    expect(nextUnitStatus(dispatched, crew(5))).toMatchObject({ assignmentCommand: 'accept' });
    const travelling: UnitStanding = { ...free, statusCode: 5, assignment: 'en_route' };
    expect(nextUnitStatus(travelling, crew(6))).toMatchObject({ assignmentCommand: 'arrive' });
    expect(nextUnitStatus(travelling, crew(2))).toEqual({
      ok: false,
      reason: 'ILLEGAL_TRANSITION',
    });
    const there: UnitStanding = { ...free, statusCode: 6, assignment: 'on_scene' };
    expect(nextUnitStatus(there, crew(2))).toMatchObject({ assignmentCommand: 'complete' });
    expect(nextUnitStatus(there, crew(9))).toMatchObject({ assignmentCommand: 'complete' });
  });

  it('lets a dispatcher take a wrong arrival back, with a reason only', () => {
    const there: UnitStanding = { statusCode: 6, emergency: false, assignment: 'on_scene' };
    const back = { statusCode: 5, by: 'dispatcher' as const };
    expect(nextUnitStatus(there, { ...back, hasReason: false })).toEqual({
      ok: false,
      reason: 'REASON_REQUIRED',
    });
    expect(nextUnitStatus(there, { ...back, hasReason: true })).toMatchObject({
      step: 'correction',
      assignmentCommand: 'unarrive',
    });
  });

  it('a repeated code changes nothing, unless it answers a new order', () => {
    fc.assert(
      fc.property(standing, report, (unit, given) => {
        fc.pre(unit.statusCode < 5 || unit.statusCode > 6);
        const step = nextUnitStatus(unit, { ...given, statusCode: unit.statusCode });
        expect(step.ok && step.step).toBe('repeat');
        expect(statusRule(unit.statusCode).base).not.toBeNull();
      }),
    );
    const diverted: UnitStanding = { statusCode: 5, emergency: false, assignment: 'dispatched' };
    expect(nextUnitStatus(diverted, crew(5))).toMatchObject({
      step: 'normal',
      assignmentCommand: 'accept',
    });
    expect(nextUnitStatus({ ...diverted, assignment: 'en_route' }, crew(5))).toMatchObject({
      step: 'repeat',
    });
  });
});
