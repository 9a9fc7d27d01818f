import path from 'node:path';
import { parseArgs } from 'node:util';
import { freeBytes, probePostgres, probeRedis } from './platform/process/service-probes.js';
import { readConfig, type Config } from './platform/config/settings.js';
import { readControl } from './platform/operations/control-file.js';
import { loadEnvironmentFile } from './platform/process/environment.js';
import { pidListeningOn } from './platform/process/port-holder.js';

type Verdict = 'pass' | 'warn' | 'fail';

/** One line of the table: what was looked at, what was found, and what to do about it. */
interface Finding {
  readonly area: 'system' | 'services' | 'security';
  readonly what: string;
  readonly verdict: Verdict;
  readonly found: string;
}

const LEAST_NODE = 20;
const LEAST_FREE_GB = 2;
const LEAST_POSTGRES = 15;

/** `doctor`: is this machine, its services and this configuration fit to run? 1 when anything fails. */
export async function doctorCommand(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { json: { type: 'boolean', default: false } },
  });
  loadEnvironmentFile();
  const config = readConfig(process.env);
  const findings = [
    nodeVersion(),
    await freeDisk(config),
    portState(config),
    await postgres(config),
    await redis(config),
    ...security(config),
  ];
  process.stdout.write(values.json ? `${JSON.stringify(findings)}\n` : asTable(findings));
  return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    area: 'system',
    what: 'Node',
    verdict: major >= LEAST_NODE ? 'pass' : 'fail',
    found: process.versions.node,
  };
}

async function freeDisk(config: Config): Promise<Finding> {
  const freeGb = (await freeBytes(path.dirname(path.resolve(config.dataDir)))) / 1e9;
  return {
    area: 'system',
    what: 'free disk',
    verdict: freeGb >= LEAST_FREE_GB ? 'pass' : 'fail',
    found: `${freeGb.toFixed(1)} GB beside ${config.dataDir}`,
  };
}

function portState({ port, dataDir }: Config): Finding {
  const holder = port === 0 ? null : pidListeningOn(port);
  const own = readControl(path.resolve(dataDir));
  const found =
    holder === null
      ? `${port} is free`
      : `${port} is held by pid ${holder}${own?.pid === holder ? ' (this system)' : ''}`;
  const taken = holder !== null && own?.pid !== holder;
  return { area: 'system', what: 'port', verdict: taken ? 'warn' : 'pass', found };
}

async function postgres({ databaseUrl }: Config): Promise<Finding> {
  const finding = { area: 'services', what: 'database' } as const;
  if (databaseUrl === undefined) {
    const found = 'embedded: survives a crash of the process, not of the power';
    return { ...finding, verdict: 'warn', found };
  }
  const probe = await probePostgres(databaseUrl);
  if (!probe.ok) return { ...finding, verdict: 'fail', found: `no answer (${probe.code})` };
  const { major, postgis } = probe.value;
  const fit = major >= LEAST_POSTGRES && postgis !== null;
  const found = `PostgreSQL ${major}, PostGIS ${postgis ?? 'missing'}`;
  return { ...finding, verdict: fit ? 'pass' : 'fail', found };
}

async function redis({ redisUrl }: Config): Promise<Finding> {
  const finding = { area: 'services', what: 'Redis' } as const;
  if (redisUrl === undefined) {
    return { ...finding, verdict: 'pass', found: 'not configured: one process needs none' };
  }
  const probe = await probeRedis(redisUrl);
  return probe.ok
    ? { ...finding, verdict: 'pass', found: probe.value }
    : { ...finding, verdict: 'fail', found: `no answer (${probe.code})` };
}

function security(config: Config): Finding[] {
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(config.host);
  return [mode(config, isLocal), transport(config, isLocal), origins(config), session(config)];
}

function mode({ training, host }: Config, isLocal: boolean): Finding {
  const verdict = training && !isLocal ? 'warn' : 'pass';
  const found = training ? `TRAINING, listening on ${host}` : 'LIVE';
  return { area: 'security', what: 'mode', verdict, found };
}

function transport({ tls }: Config, isLocal: boolean): Finding {
  const finding = { area: 'security', what: 'transport' } as const;
  if (tls) return { ...finding, verdict: 'pass', found: 'https, Secure __Host- cookies, HSTS' };
  if (isLocal) return { ...finding, verdict: 'pass', found: 'loopback only' };
  return { ...finding, verdict: 'fail', found: 'plain http on a network' };
}

function origins({ allowedOrigins }: Config): Finding {
  const found = allowedOrigins.length === 0 ? 'own origin only' : allowedOrigins.join(' ');
  return { area: 'security', what: 'origins', verdict: 'pass', found };
}

function session({ sessionMs, sessionIdleMs }: Config): Finding {
  const verdict = sessionMs <= 24 * 3_600_000 ? 'pass' : 'warn';
  const found = `${sessionMs / 3_600_000} h, idle ${sessionIdleMs / 60_000} min`;
  return { area: 'security', what: 'session', verdict, found };
}

function asTable(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ area, what, verdict, found }) =>
      `  ${verdict.padEnd(5)} ${area.padEnd(9)} ${what.padEnd(10)} ${found}`,
  );
  return `${lines.join('\n')}\n`;
}
