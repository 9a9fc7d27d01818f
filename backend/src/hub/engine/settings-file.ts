import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { linkageSettings } from '../settings/settings.schema.js';
import type { LinkageSettings } from '../settings/settings.schema.js';

/** Settings, or why the file cannot be used. */
export type SettingsResult =
  { ok: true; settings: LinkageSettings } | { ok: false; reason: string };

// the build copies the YAML files beside the compiled ones, so the same path holds in both places
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'settings');

/** Folder of the ready settings. */
export function settingsFolder(): string {
  if (!existsSync(FOLDER)) throw new Error('the ready linkage settings are missing');
  return FOLDER;
}

/** Names of the ready settings. */
export function readySettings(): string[] {
  return readdirSync(settingsFolder())
    .filter((f) => /^(persons|organisations)-.*\.yaml$/.test(f))
    .map((f) => f.replace(/\.yaml$/, ''))
    .sort();
}

/** Reads settings by path or by the name of a ready file. */
export function readSettings(pathOrName: string): SettingsResult {
  const ready = join(settingsFolder(), `${pathOrName}.yaml`);
  const isName = /^[a-z0-9-]+$/.test(pathOrName) && existsSync(ready);
  const file = isName ? ready : pathOrName;
  if (!existsSync(file)) {
    return {
      ok: false,
      reason: `no settings file ${pathOrName}; ready ones: ${readySettings().join(', ')}`,
    };
  }
  return parseSettings(readFileSync(file, 'utf8'), file);
}

/** Parses settings text; every fault is named with its place. */
export function parseSettings(text: string, from: string): SettingsResult {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    return { ok: false, reason: `${from}: not YAML: ${(error as Error).message}` };
  }
  const parsed = linkageSettings.safeParse(raw);
  if (!parsed.success) {
    return { ok: false, reason: `${from}: ${z.prettifyError(parsed.error)}` };
  }
  return { ok: true, settings: parsed.data };
}

/** Nickname groups: each name with the formal names it may stand for. */
export function readNicknames(): Map<string, string[]> {
  const text = readFileSync(join(settingsFolder(), 'nicknames.yaml'), 'utf8');
  const groups = z.record(z.string(), z.array(z.string())).parse(parse(text));
  const roots = new Map<string, Set<string>>();
  const add = (name: string, root: string): void => {
    const set = roots.get(name) ?? new Set<string>();
    roots.set(name, set.add(root));
  };
  for (const [root, names] of Object.entries(groups)) {
    add(root, root);
    for (const name of names) add(name, root);
  }
  return new Map([...roots].map(([name, set]) => [name, [...set].sort()]));
}
