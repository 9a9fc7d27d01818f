import type { Roster } from '@muster/contracts';
import type { Clocks } from '../../src/platform/clocks/clocks.js';

/** Units with one officer each, on duty and free for eight hours. */
export function rosterOf(clocks: Clocks, callSigns: readonly string[]): Roster {
  const hour = (hours: number): string =>
    new Date(clocks.op.nowMs() + hours * 3_600_000).toISOString();
  return {
    officers: callSigns.map((callSign) => ({
      collarNo: `C${callSign}`,
      displayName: `Officer of ${callSign}`,
      driverLevel: 'response',
      driverExpiresAt: null,
      skills: [],
    })),
    units: callSigns.map((callSign) => ({
      callSign,
      kind: 'response',
      areaCode: 'BW',
      crew: [`C${callSign}`],
      shiftStartsAt: hour(-2),
      shiftEndsAt: hour(6),
      statusCode: 2,
    })),
  };
}
