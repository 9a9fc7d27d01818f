import type { ConsoleClient } from '../client/console-client.js';
import type { DeviceClient } from '../client/device-client.js';
import type { HttpClient } from '../client/http-client.js';

/** Everything that went wrong as clients saw it; nothing is excused. */
export interface CountedErrors {
  readonly total: number;
  readonly byCause: Readonly<Record<string, number>>;
}

/** Adds up refused requests by code, lost connections, socket errors, nacks and views that differed. */
export function countErrors(
  http: readonly HttpClient[],
  consoles: readonly ConsoleClient[],
  devices: readonly DeviceClient[],
): CountedErrors {
  const byCause: Record<string, number> = {};
  const add = (cause: string, count: number): void => {
    if (count > 0) byCause[cause] = (byCause[cause] ?? 0) + count;
  };
  for (const client of [...http, ...devices.map((device) => device.http)]) {
    for (const [cause, count] of Object.entries(client.counts.refused)) add(cause, count);
    add('unreachable', client.counts.unreachable);
  }
  for (const console of consoles) {
    add('consoleSocket', console.counts.socketErrors);
    add('viewDiffers', console.counts.mismatches);
  }
  for (const device of devices) {
    add('deviceSocket', device.counts.socketErrors);
    for (const [reason, count] of Object.entries(device.counts.refused))
      add(`fix ${reason}`, count);
    for (const [code, count] of Object.entries(device.counts.nacks)) add(`nack ${code}`, count);
  }
  return { total: Object.values(byCause).reduce((sum, count) => sum + count, 0), byCause };
}
