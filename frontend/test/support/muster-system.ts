import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Listening,
  type Program,
  backendProgram,
  simulation,
  untilListening,
} from './programs.js';

const STOP_WITHIN_MS = 15_000;

/** The built backend with console on a data folder of its own; it can be killed and comes back on its port. */
export class MusterSystem {
  private program: Program;

  private constructor(
    private readonly folder: string,
    readonly mapFile: string,
    program: Program,
    public listening: Listening,
  ) {
    this.program = program;
  }

  /** Starts on a generated town of 1,500 junctions, or on a map file of the caller's. */
  static async start(givenMap?: string): Promise<MusterSystem> {
    const folder = await mkdtemp(path.join(tmpdir(), 'muster-browser-'));
    try {
      const mapFile = givenMap ?? (await town(path.join(folder, 'town')));
      const program = launch(folder, mapFile, '0');
      return new MusterSystem(folder, mapFile, program, await untilListening(program));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get url(): string {
    return this.listening.url;
  }

  /** The one-time sign-in link of a training account. */
  linkOf(username: string): string {
    const link = this.listening.links.find(({ label }) => label.endsWith(username));
    if (!link) throw new Error(`no sign-in link for ${username}`);
    return link.url;
  }

  /** `kill -9`: nothing is told, nothing is written any more. */
  async kill(): Promise<void> {
    this.program.process.kill('SIGKILL');
    await this.program.ended;
  }

  /** Starts again on the same folder and port; resolves when it listens. */
  async restart(): Promise<void> {
    this.program = launch(this.folder, this.mapFile, new URL(this.url).port);
    this.listening = await untilListening(this.program);
  }

  /** Runs a command of the backend's program beside the running one; its last line is JSON. */
  async ask(...args: string[]): Promise<Record<string, unknown>> {
    const program = backendProgram(args, environmentOf(this.folder));
    await program.ended;
    const line = program.printed().trim().split('\n').at(-1) ?? '';
    if (!line.startsWith('{')) throw new Error(`${args.join(' ')}: ${program.said()}`);
    return JSON.parse(line) as Record<string, unknown>;
  }

  /** Stops it in order, kills it when that takes too long, and removes its folder. */
  async stop(): Promise<void> {
    this.program.process.kill('SIGTERM');
    const killer = setTimeout(() => this.program.process.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.program.ended;
    clearTimeout(killer);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function town(folder: string): Promise<string> {
  const file = path.join(folder, 'world.osm.pbf');
  const program = simulation(['city', '--world', 'town', '--junctions', '1500', '--out', folder]);
  await program.ended;
  if (!existsSync(file)) throw new Error(`no town was made: ${program.said()}`);
  return file;
}

function launch(folder: string, mapFile: string, port: string): Program {
  return backendProgram(['start', '--map', mapFile, '--port', port], environmentOf(folder));
}

/** Whatever the developer's .env says, this runs embedded and in training. */
function environmentOf(folder: string): NodeJS.ProcessEnv {
  return {
    MUSTER_DATA_DIR: path.join(folder, 'run'),
    MUSTER_HOST: '127.0.0.1',
    MUSTER_TLS: 'false',
    MUSTER_TRAINING: 'true',
    DATABASE_URL: '',
    REDIS_URL: '',
  };
}
