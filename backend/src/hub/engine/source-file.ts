import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { sourceDescription } from '../sources/source.schema.js';
import type { SourceDescription } from '../sources/source.schema.js';

/** A source description, or why the file cannot be used. */
export type SourceResult = { ok: true; source: SourceDescription } | { ok: false; reason: string };

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'sources');

/** Reads a source description by path or by the name of a ready one. */
export function readSource(pathOrName: string): SourceResult {
  const ready = join(FOLDER, `${pathOrName}.yaml`);
  const file = /^[a-z0-9-]+$/.test(pathOrName) && existsSync(ready) ? ready : pathOrName;
  if (!existsSync(file)) return { ok: false, reason: `no source description ${pathOrName}` };
  return parseSource(readFileSync(file, 'utf8'), file);
}

/** Parses a source description; every fault is named with its place. */
export function parseSource(text: string, from: string): SourceResult {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    return { ok: false, reason: `${from}: not YAML: ${(error as Error).message}` };
  }
  const parsed = sourceDescription.safeParse(raw);
  return parsed.success
    ? { ok: true, source: parsed.data }
    : { ok: false, reason: `${from}: ${z.prettifyError(parsed.error)}` };
}
