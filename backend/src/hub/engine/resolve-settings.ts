import type {
  BlockingRule,
  ComparisonSettings,
  Condition,
  KeyPart,
  LinkageSettings,
} from '../settings/settings.schema.js';
import { partsOf } from './compile-condition.js';
import { isEarlyType, LOOKED_UP_PARTS, partSql } from './field-parts.js';

/** Settings cut down to the fields that the inputs have, or why nothing can be linked. */
export type ResolvedSettings =
  { ok: true; settings: LinkageSettings; dropped: string[] } | { ok: false; reason: string };

/** Part a key reads. */
export function keyPartName(key: KeyPart): string {
  return typeof key === 'string' ? key : key.part;
}

/** Field a part belongs to. */
export function fieldOf(part: string): string {
  return part.split('.')[0] as string;
}

/** Every part that the rules of these settings read. */
export function usedParts(settings: LinkageSettings): string[] {
  const parts = [
    ...settings.blocking.flatMap((b) => b.keys.map(keyPartName)),
    ...settings.training.rules.flat(),
    ...Object.values(settings.words).flatMap((w) => w.fields),
    ...settings.limits.flatMap((l) => l.sharing),
    ...settings.comparisons.flatMap((c) => [
      ...c.needs,
      ...(c.ignoreWhen === undefined ? [] : partsOf(c.ignoreWhen)),
      ...c.levels.flatMap((l) => [
        ...partsOf(l.when),
        ...(l.termFrequency === undefined ? [] : [l.termFrequency]),
      ]),
    ]),
  ];
  return [...new Set(parts)].sort();
}

/**
 * Keeps what can be computed from the columns present: rules over absent fields go, and so do levels and
 * alternatives. `present` names the fields that at least one input has a column for.
 */
export function resolveSettings(
  settings: LinkageSettings,
  present: ReadonlySet<string>,
): ResolvedSettings {
  const wrong = unknownParts(settings);
  if (wrong.length > 0) return { ok: false, reason: `unknown parts: ${wrong.join(', ')}` };
  const fields = availableFields(settings, present);
  const words = Object.entries(settings.words)
    .map(([name, w]) => [name, { fields: w.fields.filter((p) => fields.has(fieldOf(p))) }] as const)
    .filter(([, w]) => w.fields.length > 0);
  const known = new Set([...fields, ...words.map(([name]) => name)]);
  const has = (part: string): boolean => known.has(fieldOf(part));
  const comparisons = settings.comparisons.flatMap((c) => prunedComparison(c, has));
  const blocking = settings.blocking.filter((b: BlockingRule) =>
    b.keys.every((k) => has(keyPartName(k))),
  );
  if (comparisons.length === 0 || blocking.length === 0) {
    return { ok: false, reason: noFieldsReason(settings, present) };
  }
  const rules = trainingRules(settings, comparisons, has);
  const kept: LinkageSettings = {
    ...settings,
    fields: Object.fromEntries(Object.entries(settings.fields).filter(([f]) => fields.has(f))),
    words: Object.fromEntries(words),
    comparisons,
    blocking,
    limits: settings.limits.filter((l) => l.sharing.every(has)),
    training: { ...settings.training, rules },
  };
  const dropped = Object.keys(settings.fields).filter((f) => !fields.has(f));
  return { ok: true, settings: kept, dropped };
}

function noFieldsReason(settings: LinkageSettings, present: ReadonlySet<string>): string {
  const wanted = Object.entries(settings.fields).map(
    ([f, s]) => `${f} (${s.columns.slice(0, 4).join(', ')}…)`,
  );
  return `the inputs have too few of the fields of "${settings.name}": found ${[...present].join(', ') || 'none'}; known are ${wanted.join('; ')}. Name columns with --map field=column`;
}

function availableFields(settings: LinkageSettings, present: ReadonlySet<string>): Set<string> {
  const fields = new Set(Object.keys(settings.fields).filter((f) => present.has(f)));
  for (const [name, field] of Object.entries(settings.fields)) {
    const from = field.fallback === undefined ? undefined : fieldOf(field.fallback);
    if (from !== undefined && present.has(from)) fields.add(name);
  }
  return fields;
}

function unknownParts(settings: LinkageSettings): string[] {
  return usedParts(settings).filter((part) => {
    const [fieldName, name] = part.split('.') as [string, string | undefined];
    if (Object.hasOwn(settings.words, fieldName)) return name !== undefined;
    if (!Object.hasOwn(settings.fields, fieldName)) return true;
    const field = settings.fields[fieldName];
    if (field === undefined) return true;
    if (name === undefined || (LOOKED_UP_PARTS as readonly string[]).includes(name)) return false;
    return partSql(field.type, name, 'x') === null;
  });
}

function prunedComparison(
  c: ComparisonSettings,
  has: (part: string) => boolean,
): ComparisonSettings[] {
  if (!c.needs.every(has)) return [];
  const levels = c.levels.flatMap((l) => {
    const when = prunedCondition(l.when, has);
    return when === null ? [] : [{ ...l, when }];
  });
  if (levels.length === 0) return [];
  const { ignoreWhen, ...rest } = c;
  const ignore = ignoreWhen === undefined ? null : prunedCondition(ignoreWhen, has);
  return [{ ...rest, levels, ...(ignore === null ? {} : { ignoreWhen: ignore }) }];
}

function prunedCondition(c: Condition, has: (part: string) => boolean): Condition | null {
  if ('any' in c) {
    const any = c.any.flatMap((x) => prunedCondition(x, has) ?? []);
    return any.length === 0 ? null : { any };
  }
  if ('all' in c) {
    const all = c.all.map((x) => prunedCondition(x, has));
    return all.some((x) => x === null) ? null : { all: all as Condition[] };
  }
  return partsOf(c).every(has) ? c : null;
}

/** At least two training rules: the settings' own, then the first part of each comparison. */
function trainingRules(
  settings: LinkageSettings,
  comparisons: readonly ComparisonSettings[],
  has: (part: string) => boolean,
): string[][] {
  const rules = settings.training.rules.filter((r) => r.every(has));
  for (const c of comparisons) {
    if (rules.length >= 2) break;
    const first = c.needs[0] as string;
    const isList = first.endsWith('.words') || Object.hasOwn(settings.words, first);
    if (!isList && !rules.some((r) => r.length === 1 && r[0] === first)) rules.push([first]);
  }
  return rules;
}

/** Whether a field's parts must exist before fallbacks are filled in. */
export function isProvider(settings: LinkageSettings, fieldName: string): boolean {
  const field = settings.fields[fieldName];
  return field !== undefined && isEarlyType(field.type);
}
