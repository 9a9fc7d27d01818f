import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SurvivorshipRules } from '@muster/engine';
import { parse } from 'yaml';
import * as z from 'zod';
import { settingsFolder } from './settings-file.js';

const rules = z.strictObject({
  fields: z.record(z.string(), z.enum(['mostSeen', 'newest', 'trusted', 'all'])),
  trusted: z.array(z.string()),
  classifications: z.array(z.string()).min(1),
  retention: z.array(z.strictObject({ group: z.string(), years: z.number().int().min(1) })).min(1),
});

/** The survivorship rules that this version ships. Throws when the file is broken. */
export function readSurvivorship(): SurvivorshipRules {
  const text = readFileSync(join(settingsFolder(), 'survivorship.yaml'), 'utf8');
  return rules.parse(parse(text));
}
