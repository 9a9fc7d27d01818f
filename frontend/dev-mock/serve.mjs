import { parseArgs } from 'node:util';
import { startMock } from './mock-server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4100' },
    map: { type: 'string' },
    units: { type: 'string', default: '60' },
    incidents: { type: 'string', default: '12' },
    speed: { type: 'string', default: '4' },
    calls: { type: 'string', default: '30' },
  },
});
const mock = await startMock({
  port: Number(values.port),
  ...(values.map ? { map: values.map } : {}),
  units: Number(values.units),
  incidents: Number(values.incidents),
  speed: Number(values.speed),
  callEveryMs: Number(values.calls) * 1000,
});
console.log(`mock at ${mock.url}/link/one-time-training-link (or dispatcher / training)`);
