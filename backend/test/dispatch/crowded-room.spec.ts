import { afterAll, beforeAll, expect, it } from 'vitest';
import fc from 'fast-check';
import { DISPATCH_INVARIANTS } from '../../src/dispatch/storage/invariants.js';
import { oneAuditRowPerEvent, seqWithoutGap } from '../../src/oversight/storage/verify-log.js';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import { withPostgres } from '../support/with-databases.js';
import { as, incidentAt, openDesk, sendWithReason, station, user, type Desk } from './desk.js';

const UNITS = 5;
const INCIDENTS = 4;

type Act =
  | { kind: 'send'; incident: number; units: number[]; divert: boolean; partial: boolean }
  | { kind: 'status'; unit: number; code: number }
  | { kind: 'answer' | 'stand-down' | 'receipt' | 'lease'; unit: number }
  | { kind: 'close'; incident: number };

const unit = fc.nat(UNITS - 1);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant('send' as const),
    incident: fc.nat(INCIDENTS - 1),
    units: fc.uniqueArray(unit, { minLength: 1, maxLength: 3 }),
    divert: fc.boolean(),
    partial: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    unit,
    code: fc.constantFrom(0, 2, 5, 6, 9, 14),
  }),
  fc.record({
    kind: fc.constantFrom(
      'answer' as const,
      'stand-down' as const,
      'receipt' as const,
      'lease' as const,
    ),
    unit,
  }),
  fc.record({ kind: fc.constant('close' as const), incident: fc.nat(INCIDENTS - 1) }),
);

withPostgres('everybody at once on two backends', (use) => {
  const desks: Desk[] = [];
  let unitIds: string[] = [];
  let incidentIds: string[] = [];

  beforeAll(async () => {
    desks.push(await openDesk(use().database, use().clocks));
    desks.push(await openDesk(await use().openAnother(), use().clocks));
    const stationed = Array.from({ length: UNITS }, (_, i) => ({
      callSign: `Y${i}`,
      at: [i, i] as const,
    }));
    unitIds = [...(await station(desk(0), use().clocks, stationed)).values()];
    for (const each of desks) await each.caughtUp();
  });
  afterAll(async () => {
    for (const each of desks) await each.close();
  });

  function desk(n: number): Desk {
    const found = desks[n % desks.length];
    if (!found) throw new Error('no desk');
    return found;
  }

  async function openIncidents(): Promise<void> {
    const open = (await desk(0).incidents.listOpen()).map(({ id }) => id);
    while (open.length < INCIDENTS) {
      const grade = (['P1', 'P2', 'P3'] as const)[open.length % 3] ?? 'P1';
      open.push((await incidentAt(desk(0), [open.length, 3], { grade })).id);
    }
    incidentIds = open;
  }

  async function act(given: Act, n: number): Promise<unknown> {
    const at = desk(n);
    const actor = user();
    if (given.kind === 'close') {
      const id = incidentIds[given.incident] ?? '';
      return at.releasing.close(as(actor, 'closeIncident'), id, { resultCode: 'ADVICE' });
    }
    if (given.kind === 'send') {
      const incidentId = incidentIds[given.incident] ?? '';
      const units = given.units.map((index) => unitIds[index] ?? '');
      const { divert, partial } = given;
      return sendWithReason(at, { actor, incidentId }, units, { divert, partial });
    }
    const unitId = unitIds[given.unit] ?? '';
    if (given.kind === 'status') {
      const by = given.code === 0 ? 'crew' : 'dispatcher';
      const input = { statusCode: given.code, by, reason: 'As told by radio' } as const;
      return at.crews.setStatus(as(actor, 'setUnitStatus'), unitId, input);
    }
    return actOnOrder(at, given.kind, unitId);
  }

  async function actOnOrder(at: Desk, kind: string, unitId: string): Promise<unknown> {
    const actor = user();
    if (kind === 'lease') {
      return at.leases.take(actor, { incidentId: incidentIds[0] ?? '', unitId });
    }
    const [order] = await at.orders.ofUnit(unitId);
    if (!order) return null;
    const own = { assignmentId: order.assignmentId, unitId };
    const { version } = order;
    if (kind === 'receipt') {
      return at.orders.receipt(as(actor, 'deviceReceipt'), own, { state: 'seen', version });
    }
    return kind === 'answer'
      ? at.crews.answer(as(actor, 'deviceAnswer'), own, { answer: 'accept', version })
      : at.releasing.standDown(as(actor, 'standDown'), order.assignmentId, 'Not needed');
  }

  it('leaves everything in step, whatever is done at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 10, maxLength: 40 }), async (acts) => {
        await openIncidents();
        // nothing may throw: deadlocks are retried, all else is a refusal with a code
        await Promise.all(acts.map((given, n) => act(given, n)));
        const invariants = [...DISPATCH_INVARIANTS, oneAuditRowPerEvent, seqWithoutGap];
        const { results } = await verifyDatabase(use().database, use().eventLog, invariants);
        expect(
          results.flatMap(({ id, violations }) => violations.map(({ what }) => [id, what])),
        ).toEqual([]);
      }),
      { numRuns: 25 },
    );
    const { results } = await verifyDatabase(use().database, use().eventLog, DISPATCH_INVARIANTS);
    expect(results.map(({ verdict }) => verdict)).toEqual(DISPATCH_INVARIANTS.map(() => 'proven'));
    for (const each of desks) expect(each.logged).toEqual([]);
  });
});
