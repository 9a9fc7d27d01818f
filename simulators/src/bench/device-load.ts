import { writeFileSync } from 'node:fs';
import { LoadDevices } from './load-devices.js';
import { OpenLoop, type FlowCounts } from './open-loop.js';

/** What the benchmark asks of this process, one message at a time; each is answered by one. */
type Request =
  | { kind: 'enrol'; url: string; token: string; devices: number }
  | { kind: 'connect'; url: string }
  | { kind: 'start'; ratePerS: number }
  | { kind: 'reset' }
  | { kind: 'stop' }
  | { kind: 'acknowledged'; file: string };

const ACKS_WITHIN_MS = 3000;
const devices = new LoadDevices();
const loop = new OpenLoop(devices);

/** The load of the ingest benchmark, in a process of its own. */
async function answer(request: Request): Promise<object> {
  switch (request.kind) {
    case 'enrol':
      await devices.enrol(request.url, request.token, request.devices);
      return {};
    case 'connect':
      devices.disconnect();
      await devices.connect(request.url);
      return { open: devices.open };
    case 'start':
      loop.start(request.ratePerS);
      return {};
    case 'reset': {
      // what is still on its way at the end of the warm-up is not counted
      const before = loop.counts;
      loop.counts = {
        ...before,
        offered: 0,
        sent: 0,
        acknowledged: 0,
        nacks: {},
        ackMs: [],
        lagMs: [],
      };
      return {};
    }
    case 'stop':
      loop.stop();
      await settled(loop.counts);
      return figures(loop.counts);
    case 'acknowledged':
      writeFileSync(request.file, JSON.stringify(devices.all.map((d) => [d.id, d.acknowledged])));
      return {};
  }
}

/** Waits for answers that are due, but not for ever: a server that was killed gives none. */
async function settled(counts: FlowCounts): Promise<void> {
  const untilMs = performance.now() + ACKS_WITHIN_MS;
  while (answered(counts) < counts.sent && performance.now() < untilMs && devices.open > 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

function answered({ ackMs, nacks }: FlowCounts): number {
  return ackMs.length + Object.values(nacks).reduce((sum, n) => sum + n, 0);
}

function figures({ offered, sent, acknowledged, refused, nacks, ackMs, lagMs }: FlowCounts) {
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  const [acks, lags] = [sorted(ackMs), sorted(lagMs)];
  const at = (values: number[], p: number) =>
    values[Math.min(values.length - 1, Math.floor(values.length * p))] ?? null;
  return {
    ...{ offered, sent, acknowledged, refused, nacks },
    ackP50Ms: at(acks, 0.5),
    ackP99Ms: at(acks, 0.99),
    ackMaxMs: at(acks, 1),
    lagP99Ms: at(lags, 0.99),
  };
}

process.on('message', (request: Request) => {
  answer(request).then(
    (value) => process.send?.({ ok: true, ...value }),
    (error: unknown) => process.send?.({ ok: false, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
