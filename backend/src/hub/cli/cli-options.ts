import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { readText } from '../engine/csv-output.js';
import type { ColumnChoices } from '../engine/intake.js';
import type { LinkRequest } from '../engine/link-job.js';
import type { Progress } from '../engine/linkage-run.js';
import { parseModel } from '../engine/model.js';
import { readSettings, readySettings } from '../engine/settings-file.js';

/** Wrong usage: the message says what to do. */
export class HubUsageError extends Error {}

/** Options that every linking command takes. */
export const LINK_OPTIONS = {
  settings: { type: 'string' },
  model: { type: 'string' },
  input: { type: 'string', multiple: true },
  map: { type: 'string', multiple: true },
  id: { type: 'string' },
  hide: { type: 'string', multiple: true },
  mode: { type: 'string' },
  'memory-mb': { type: 'string' },
  threads: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

/** Help text of the options above. */
export function linkOptionsHelp(): string {
  return `  --settings FILE   settings file, or a ready one: ${readySettings().join(', ')}
  --input FILE      CSV file with a header line, UTF-8; may be given several times
  --model FILE      use a frozen model instead of training (settings come from the model)
  --map FIELD=COL   which column holds a field, where its name is not recognised
  --id COL          column with the record id
  --hide COL        column that must not be used
  --mode MODE       dedupe, link or link-and-dedupe (default: dedupe for one file)
  --memory-mb N     memory for the linkage process (at most a quarter of the machine)
  --threads N       threads (default: all cores but one)
  --json            one JSON line on standard output
  --quiet           no progress
`;
}

/** Values of the common options. */
export interface LinkValues {
  settings?: string | undefined;
  model?: string | undefined;
  input?: string[] | undefined;
  map?: string[] | undefined;
  id?: string | undefined;
  hide?: string[] | undefined;
  mode?: string | undefined;
  'memory-mb'?: string | undefined;
  threads?: string | undefined;
  quiet?: boolean | undefined;
}

/** Parses options; anything unknown is wrong usage. */
export function parseOptions<T extends ParseArgsOptionsConfig>(
  argv: string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; strict: true }>>['values'] {
  try {
    return parseArgs({ args: argv, options, strict: true }).values;
  } catch (error) {
    throw new HubUsageError((error as Error).message);
  }
}

/** A whole number of at least 1 from an option. */
export function positive(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1)
    throw new HubUsageError(`--${name} must be a whole number above 0`);
  return n;
}

/** Turns the common options into a linkage request. */
export function linkRequest(values: LinkValues): LinkRequest {
  const inputs = values.input ?? [];
  if (inputs.length === 0) throw new HubUsageError('name at least one file with --input');
  const threads = values.threads === undefined ? undefined : positive('threads', values.threads, 1);
  return {
    inputs,
    ...settingsOf(values),
    choices: columnChoices(values),
    memoryMb: positive('memory-mb', values['memory-mb'], 4096),
    threads,
  };
}

function settingsOf(values: LinkValues): Pick<LinkRequest, 'settings' | 'model'> {
  if (values.model !== undefined) {
    const text = readText(values.model);
    if (text === null) throw new HubUsageError(`no model file ${values.model}`);
    const parsed = parseModel(text);
    if (!parsed.ok) throw new HubUsageError(`${values.model}: ${parsed.reason}`);
    return { settings: parsed.model.settings, model: parsed.model };
  }
  if (values.settings === undefined) {
    throw new HubUsageError(
      `name a settings file with --settings; ready ones: ${readySettings().join(', ')}`,
    );
  }
  const read = readSettings(values.settings);
  if (!read.ok) throw new HubUsageError(read.reason);
  const { mode } = values;
  if (mode === undefined) return { settings: read.settings };
  if (mode !== 'dedupe' && mode !== 'link' && mode !== 'link-and-dedupe') {
    throw new HubUsageError('--mode must be dedupe, link or link-and-dedupe');
  }
  return { settings: { ...read.settings, mode } };
}

function columnChoices(values: LinkValues): ColumnChoices {
  const map = new Map<string, string>();
  for (const pair of values.map ?? []) {
    const at = pair.indexOf('=');
    if (at < 1) throw new HubUsageError(`--map ${pair}: write --map field=column`);
    map.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return { map, idColumn: values.id, hidden: values.hide ?? [] };
}

/** Progress lines on standard error, unless quiet. */
export function progressTo(quiet: boolean | undefined): Progress {
  return quiet === true ? () => undefined : (line) => process.stderr.write(`${line}\n`);
}
