import type { AssignmentView, IncidentView, UnitView } from '@muster/contracts';
import { alarmKey, standingAlarms } from './standing-alarms.js';

const NOW_MS = Date.parse('2026-11-25T08:00:00.000Z');
const ago = (seconds: number): string => new Date(NOW_MS - seconds * 1000).toISOString();

function incident(over: Partial<IncidentView>): IncidentView {
  const base = { id: 'i', grade: 'P1', state: 'open', openedAt: ago(30), gradedAt: ago(20) };
  const times = { targetAt: ago(-870), firstArrivedAt: null, assignedUnitIds: [] };
  return { ...base, ...times, ...over } as unknown as IncidentView;
}
const kinds = (over: Partial<IncidentView>): string[] =>
  standingAlarms({ incidents: [incident(over)], assignments: [], units: [], nowMs: NOW_MS }).map(
    (alarm) => alarm.kind,
  );

describe('standingAlarms', () => {
  it('a P1 stands until a unit is sent', () => {
    expect(kinds({})).toEqual(['NEW_P1']);
    expect(kinds({ assignedUnitIds: ['u'], state: 'assigned' })).toEqual([]);
    expect(kinds({ grade: 'P2' })).toEqual([]);
  });

  it('an attended P1 does not stand again when its crews have left', () => {
    expect(kinds({ firstArrivedAt: ago(5), assignedUnitIds: [], state: 'open' })).toEqual([]);
  });

  it('P1 and P2 past their target stand until someone arrives', () => {
    const late = { targetAt: ago(1), assignedUnitIds: ['u'], state: 'assigned' as const };
    expect(kinds(late)).toEqual(['OVERDUE']);
    expect(kinds({ ...late, grade: 'P2' })).toEqual(['OVERDUE']);
    expect(kinds({ ...late, grade: 'P3' })).toEqual([]);
    expect(kinds({ ...late, firstArrivedAt: ago(5) })).toEqual([]);
    expect(kinds({ ...late, state: 'closed' })).toEqual([]);
  });

  it('puts emergencies first, whatever their age', () => {
    const units = [{ id: 'u', emergency: true, statusSince: ago(1) }] as UnitView[];
    const assignments = [
      { id: 'a', unitId: 'v', incidentId: 'i', deliveryAlarm: true, assignedAt: ago(40) },
    ] as AssignmentView[];
    const alarms = standingAlarms({ incidents: [incident({})], assignments, units, nowMs: NOW_MS });
    expect(alarms.map((alarm) => alarm.key)).toEqual(['EMERGENCY:u', 'NEW_P1:i', 'DELIVERY:a']);
  });

  it('gives an alarm sent by the server the same key', () => {
    const ids = { unitId: 'u', incidentId: 'i', assignmentId: 'a' };
    expect(alarmKey('DELIVERY', ids)).toBe('DELIVERY:a');
    expect(alarmKey('NEW_P1', ids)).toBe('NEW_P1:i');
  });
});
