import type { LoggerService } from '@nestjs/common';
import type { WallClock } from '../clocks/wall-clock.js';
import { bugReport } from './bug-report.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Ids, codes, counts and times. Never names, numbers of persons, free text or places. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

const RANK: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/** One JSON object a line on stderr. stdout stays free for what a person or a script reads. */
export class JsonLogger implements LoggerService {
  private readonly wall: WallClock;
  private readonly level: LogLevel;
  private readonly sink: (line: string) => void;

  constructor(
    wall: WallClock,
    level: LogLevel,
    sink: (line: string) => void = (line) => void process.stderr.write(line),
  ) {
    this.wall = wall;
    this.level = level;
    this.sink = sink;
  }

  /** Whether lines of this level are written. */
  writes(level: LogLevel): boolean {
    return RANK[level] <= RANK[this.level];
  }

  write(level: LogLevel, scope: string, event: string, fields: LogFields = {}): void {
    if (!this.writes(level)) return;
    const at = this.wall.now().toISOString();
    this.sink(`${JSON.stringify({ at, level, scope, event, ...fields })}\n`);
  }

  // what the framework says about itself; its start-up chatter is for debugging
  log(message: unknown, ...rest: unknown[]): void {
    this.framework('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.framework('debug', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.framework('debug', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.framework('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.framework('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.framework('error', message, rest);
  }

  private framework(level: LogLevel, message: unknown, rest: readonly unknown[]): void {
    if (!this.writes(level)) return;
    const context = rest.at(-1);
    const fields = message instanceof Error ? bugReport(message) : {};
    const event = typeof message === 'string' ? message : 'framework';
    this.write(level, typeof context === 'string' ? context : 'framework', event, fields);
  }
}
