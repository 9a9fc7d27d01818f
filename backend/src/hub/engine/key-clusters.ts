import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { settingsFolder } from './settings-file.js';
import { spellingKey } from '@muster/engine';

const keyKind = z.strictObject({
  keys: z.array(z.string()).min(1),
  orElse: z.array(z.string()).optional(),
  apart: z.string().optional(),
});

/** How things of one kind that carry a name of their own are told apart. */
export type KeyKind = z.infer<typeof keyKind>;

/** Key rules by kind. Throws when the shipped file is broken. */
export function readKeyKinds(): ReadonlyMap<string, KeyKind> {
  const text = readFileSync(join(settingsFolder(), 'key-kinds.yaml'), 'utf8');
  return new Map(Object.entries(z.record(z.string(), keyKind).parse(parse(text))));
}

/** Fields of a mention, as far as keys are concerned. */
export type KeyFields = Readonly<Record<string, string | null>>;

/**
 * Positions of mentions that are one thing. Mentions that lack a key are each on their own. The result does
 * not depend on the order of the mentions but for the order of the positions inside a cluster.
 */
export function keyClusters(mentions: readonly KeyFields[], rule: KeyKind): number[][] {
  const groups = new Map<string, number[]>();
  const out: number[][] = [];
  mentions.forEach((fields, i) => {
    const key = keyText(fields, rule.keys) ?? keyText(fields, rule.orElse ?? []);
    if (key === null) out.push([i]);
    else add(groups, key, i);
  });
  const { apart } = rule;
  for (const members of groups.values()) {
    out.push(...(apart === undefined ? [members] : keptApart(members, mentions, apart)));
  }
  return out;
}

function add(groups: Map<string, number[]>, key: string, i: number): void {
  const list = groups.get(key);
  if (list === undefined) groups.set(key, [i]);
  else list.push(i);
}

function keyText(fields: KeyFields, keys: readonly string[]): string | null {
  if (keys.length === 0) return null;
  const values = keys.map((k) => fields[k]);
  if (values.some((v) => v === undefined || v === null || v === '')) return null;
  return values.map((v) => spellingKey(v as string)).join('|');
}

function keptApart(
  members: readonly number[],
  mentions: readonly KeyFields[],
  apart: string,
): number[][] {
  const parts = new Map<string, number[]>();
  const silent: number[] = [];
  for (const i of members) {
    const value = mentions[i]?.[apart];
    if (value) add(parts, spellingKey(value), i);
    else silent.push(i);
  }
  const sorted = [...parts].sort(
    ([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : a > b ? 1 : 0),
  );
  const [most = ['', []], ...others] = sorted;
  return [[...most[1], ...silent], ...others.map(([, list]) => list)];
}
