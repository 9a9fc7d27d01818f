import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mention, MentionName, StewardPairs, WarningMarker } from '@muster/engine';
import { clusterEdges, NO_DECISIONS } from './cluster-run.js';
import { DuckDbProcess } from './duckdb-process.js';
import { createRawTable } from './intake.js';
import { keyClusters, readKeyKinds } from './key-clusters.js';
import { scoreAll, standardiseRaw, trainModel } from './linkage-run.js';
import type { Progress } from './linkage-run.js';
import { modelText, parseModel } from './model.js';
import type { LinkageModel } from './model.js';
import { resolveSettings } from './resolve-settings.js';
import { readSettings } from './settings-file.js';
import { ident, idents, literal } from './sql-text.js';
import type { HubFolder } from './staging.js';

/**
 * A wrong merge puts one person's warnings on another, so records are joined here only on stronger evidence
 * than is best for counting: 9 to 1 for a pair instead of even odds.
 */
const OPERATIONAL = { minPrecision: 0.99, minProbability: 0.9 };

/** A staged mention with its kind. */
export interface StagedMention extends Mention {
  readonly kind: string;
}

/** Everything staged, and which of it is one thing. Clusters hold positions in `mentions`. */
export interface LinkedMentions {
  readonly modelHash: string;
  readonly mentions: readonly StagedMention[];
  readonly clusters: readonly (readonly number[])[];
  readonly links: readonly {
    readonly source: string;
    readonly recordKey: string;
    readonly fromNo: number;
    readonly toNo: number;
    readonly role: string;
  }[];
  /** Pairs of people that a steward should look at. */
  readonly review: number;
}

/** Standing decisions of stewards by name. */
export interface NamedDecision {
  readonly verdict: 'must-link' | 'cannot-link';
  readonly left: MentionName;
  readonly right: MentionName;
}

/** Ready settings that people of all sources are linked by. */
const PERSON_SETTINGS = 'persons-with-addresses';

/**
 * Links everything staged. People are linked under the frozen model of the folder, which is trained and kept
 * on the first run; the clusters depend on model, records and decisions alone, so it does not matter in how
 * many batches the records came. Everything else is told apart by keys.
 */
export async function linkStaged(
  hub: HubFolder,
  decisions: readonly NamedDecision[],
  progress: Progress,
): Promise<LinkedMentions> {
  const tempFolder = join(hub.folder, 'temp');
  const { memoryMb, threads } = hub;
  const db = await DuckDbProcess.open({ memoryMb, threads, tempFolder, path: ':memory:' });
  try {
    const file = literal(join(hub.folder, 'staging.duckdb'));
    await db.run(`ATTACH ${file} AS staging (READ_ONLY)`);
    progress('reading what is staged');
    const mentions = await readMentions(db);
    const links = await readLinks(db);
    const persons = mentions.flatMap((m, i) => (m.kind === 'person' ? [i] : []));
    const linked = await linkPersons(db, { hub, mentions, persons, decisions }, progress);
    const clusters = [...linked.clusters, ...clustersByKey(mentions)];
    return { modelHash: linked.modelHash, mentions, clusters, links, review: linked.review };
  } finally {
    await db.close();
  }
}

type MentionRow = [
  string,
  string,
  number,
  string,
  string,
  string | null,
  string,
  string | null,
  string,
  string,
  string,
  string,
];

async function readMentions(db: DuckDbProcess): Promise<StagedMention[]> {
  const rows =
    await db.rows<MentionRow>(`SELECT source, record_key, mention_no, kind, role, recorded_on,
    classification, grade, retention, fields, markers, opinions FROM staging.mention
    ORDER BY source, record_key || '#' || mention_no`);
  return rows.map((r) => ({
    source: r[0],
    recordKey: r[1],
    mentionNo: r[2],
    kind: r[3],
    role: r[4],
    recordedOn: r[5],
    classification: r[6],
    grade: r[7],
    retention: r[8],
    // written by the import of this program, which names every field
    fields: JSON.parse(r[9]) as Record<string, string | null>,
    markers: JSON.parse(r[10]) as WarningMarker[],
    opinions: JSON.parse(r[11]) as string[],
  }));
}

async function readLinks(db: DuckDbProcess): Promise<LinkedMentions['links']> {
  const rows = await db.rows<[string, string, number, number, string]>(
    'SELECT source, record_key, from_no, to_no, role FROM staging.mention_link ORDER BY ALL',
  );
  return rows.map(([source, recordKey, fromNo, toNo, role]) => ({
    source,
    recordKey,
    fromNo,
    toNo,
    role,
  }));
}

interface PersonRun {
  readonly hub: HubFolder;
  readonly mentions: readonly StagedMention[];
  /** Positions of the people, in the order of their record numbers. */
  readonly persons: readonly number[];
  readonly decisions: readonly NamedDecision[];
}

interface PersonClusters {
  readonly modelHash: string;
  readonly clusters: readonly (readonly number[])[];
  readonly review: number;
}

async function linkPersons(
  db: DuckDbProcess,
  run: PersonRun,
  progress: Progress,
): Promise<PersonClusters> {
  const alone = { modelHash: 'none', clusters: run.persons.map((i) => [i]), review: 0 };
  if (run.persons.length < 2) return alone;
  const model = await scoredPersons(db, run, progress);
  progress('clustering people');
  const pairs = stewardPairs(run);
  const result = await clusterEdges(db, model, run.persons.length, pairs);
  const byRoot = new Map<number, number[]>();
  result.roots.forEach((root, rid) => {
    const list = byRoot.get(root);
    const at = run.persons[rid] as number;
    if (list === undefined) byRoot.set(root, [at]);
    else list.push(at);
  });
  return { modelHash: model.hash, clusters: [...byRoot.values()], review: result.review.length };
}

/** Standardises and scores all people under the kept model, or under one that is trained now and kept. */
async function scoredPersons(
  db: DuckDbProcess,
  { hub, mentions, persons }: PersonRun,
  progress: Progress,
): Promise<LinkageModel> {
  const file = join(hub.folder, 'person-model.json');
  const kept = existsSync(file) ? parseModel(readFileSync(file, 'utf8')) : null;
  if (kept?.ok === false) throw new Error(`${file}: ${kept.reason}`);
  const settings = kept?.model.settings ?? personSettings(mentions, persons);
  const fields = Object.keys(settings.fields);
  await createRawTable(db, fields);
  const values = fields.map(
    (f) => `json_extract_string(fields, ${literal(`$.${f}`)}) AS ${ident(f)}`,
  );
  await db.run(`INSERT INTO raw (source, key, line, ${idents(fields)})
    SELECT source, record_key || '#' || mention_no, 0, ${values.join(', ')}
    FROM staging.mention WHERE kind = 'person'`);
  const prepared = await standardiseRaw(db, settings, progress);
  if (prepared === null) throw new Error('people vanished between two reads');
  if (kept?.ok === true) {
    await scoreAll(db, kept.model, kept.model.keepWeight - kept.model.priorWeight, progress);
    return kept.model;
  }
  const { model } = await trainModel(db, prepared.settings, 'link-and-dedupe', progress);
  writeFileSync(file, modelText(model));
  return model;
}

function personSettings(mentions: readonly StagedMention[], persons: readonly number[]) {
  const present = new Set<string>();
  for (const i of persons) {
    for (const [name, value] of Object.entries(mentions[i]?.fields ?? {})) {
      if (value !== null) present.add(name);
    }
  }
  const read = readSettings(PERSON_SETTINGS);
  if (!read.ok) throw new Error(read.reason);
  const resolved = resolveSettings(read.settings, present);
  if (!resolved.ok) throw new Error(resolved.reason);
  return { ...resolved.settings, linking: { ...resolved.settings.linking, ...OPERATIONAL } };
}

function stewardPairs({ mentions, persons, decisions }: PersonRun): StewardPairs {
  if (decisions.length === 0) return NO_DECISIONS;
  const nameOf = (m: MentionName): string => JSON.stringify([m.source, m.recordKey, m.mentionNo]);
  const at = new Map(persons.map((i, rid) => [nameOf(mentions[i] as StagedMention), rid]));
  const pairsOf = (verdict: NamedDecision['verdict']): [number, number][] =>
    decisions.flatMap((d): [number, number][] => {
      const [a, b] = [at.get(nameOf(d.left)), at.get(nameOf(d.right))];
      return d.verdict !== verdict || a === undefined || b === undefined ? [] : [[a, b]];
    });
  return { mustLink: pairsOf('must-link'), cannotLink: pairsOf('cannot-link') };
}

function clustersByKey(mentions: readonly StagedMention[]): number[][] {
  return [...readKeyKinds()].flatMap(([kind, rule]) => {
    const own = mentions.flatMap((m, i) => (m.kind === kind ? [i] : []));
    const fields = own.map((i) => (mentions[i] as StagedMention).fields);
    return keyClusters(fields, rule).map((c) => c.map((i) => own[i] as number));
  });
}
