import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { rootFolder } from '../../platform/config/root-folder.js';

/** What a figure means nothing without: code, machine, and what else the machine was doing. */
export interface RunFacts {
  readonly at: string;
  /** Options of the command, so that the run can be made again. */
  readonly arguments: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGb: number };
  /** One-minute load average when the run began and when it ended. */
  readonly loadAverage: readonly [atStart: number, atEnd: number];
  /** Share of CPU time that the hypervisor gave to others during the run; null where unknown. */
  readonly stealShare: number | null;
}

/** Call at the start; the returned function gives the facts at the end of the run. */
export function observeRun(): (versions?: Readonly<Record<string, string>>) => RunFacts {
  const loadAtStart = currentLoad();
  const ticksAtStart = cpuTicks();
  return (versions = {}) => ({
    at: new Date(Date.now()).toISOString(),
    arguments: process.argv.slice(2).join(' '),
    commit: commitOf(rootFolder()),
    versions: { node: process.versions.node, muster: ownVersion(), ...versions },
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    loadAverage: [loadAtStart, currentLoad()],
    stealShare: stealBetween(ticksAtStart, cpuTicks()),
  });
}

function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** The commit that was checked out, with `+` when files differ from it. */
function commitOf(root: string): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
    const commit = git('rev-parse', '--short=12', 'HEAD').trim();
    return git('status', '--porcelain', '--untracked-files=no').trim() === ''
      ? commit
      : `${commit}+`;
  } catch (error) {
    // An unpacked archive has no history, and a machine may have no git: the figure stands without.
    if (error instanceof Error) return 'unknown';
    throw error;
  }
}

function ownVersion(): string {
  const text = readFileSync(path.join(rootFolder(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

interface CpuTicks {
  readonly total: number;
  readonly steal: number;
}

function cpuTicks(): CpuTicks | null {
  if (process.platform !== 'linux') return null;
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { total: ticks.reduce((sum, n) => sum + n, 0), steal: ticks[7] ?? 0 };
}

function stealBetween(from: CpuTicks | null, to: CpuTicks | null): number | null {
  if (!from || !to || to.total <= from.total) return null;
  return Math.round(((to.steal - from.steal) / (to.total - from.total)) * 10_000) / 10_000;
}
