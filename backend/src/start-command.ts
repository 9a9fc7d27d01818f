import { parseArgs } from 'node:util';
import { loadEnvironmentFile } from './platform/process/environment.js';
import { readConfig } from './platform/config/settings.js';
import { stopAtTheLatest, stopSignal } from './platform/process/stop-signal.js';
import { StartRefused, startNode } from './running-node.js';
import type { RunningNode } from './running-node.js';

const OPTIONS = {
  map: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
} as const;

const STOP_WITHIN_MS = 12_000;

/** What is told once the backend listens: to a parent by message, else as one line of JSON. */
interface Listening {
  readonly kind: 'listening';
  readonly url: string;
  readonly mode: 'LIVE' | 'TRAINING';
  /** For people: where to go, once each. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** For the simulated shift: a one-time token for `POST /api/v1/session/link`. */
  readonly simulator: { readonly token: string } | null;
}

/** `start`: runs the backend until it is asked to stop. */
export async function startCommand(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  loadEnvironmentFile();
  const config = readConfig({
    ...process.env,
    ...(values.port === undefined ? {} : { MUSTER_PORT: values.port }),
    ...(values.host === undefined ? {} : { MUSTER_HOST: values.host }),
  });
  const mapFile = values.map ?? config.mapFile;
  if (mapFile === undefined)
    throw new StartRefused('no map: give one with --map FILE.osm.pbf or MUSTER_MAP');
  const stopping = stopSignal();
  const node = await startNode({
    config,
    mapFile,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  announce(node);
  await stopping;
  stopAtTheLatest(STOP_WITHIN_MS);
  await node.close();
  return 0;
}

function announce(node: RunningNode): void {
  const listening = toListening(node);
  if (process.send) {
    process.send(listening);
    return;
  }
  process.stdout.write(`${JSON.stringify(listening)}\n`);
  process.stdout.write(`\nMuster is running at ${listening.url} (${listening.mode})\n`);
  for (const { label, url } of listening.links) process.stdout.write(`  ${label}: ${url}\n`);
}

function toListening({ url, mode, links, setupCode }: RunningNode): Listening {
  const screens = links
    .filter(({ screen }) => screen)
    .map((link) => ({ label: `Sign in once as ${link.username}`, url: `${url}${link.path}` }));
  const setup =
    setupCode === null
      ? []
      : [{ label: `Set-up code ${setupCode}, to be entered once at`, url: `${url}/setup` }];
  const simulator = links.find(({ screen }) => !screen);
  return {
    kind: 'listening',
    url,
    mode,
    links: [...screens, ...setup],
    simulator: simulator ? { token: simulator.token } : null,
  };
}
