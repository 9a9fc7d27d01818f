import { createHash } from 'node:crypto';
import { byName, carryIds, goldenRecord } from '@muster/engine';
import type { GoldenRecord, Mention, SurvivorshipRules } from '@muster/engine';
import type { VersionedRow } from './storage/versioned-rows.js';

/** A mention with its kind, as it is published. */
export interface PublishedMention extends Mention {
  readonly kind: string;
}

/** What one mention of a record has to do with another of the same record. */
export interface PublishedLink {
  readonly source: string;
  readonly recordKey: string;
  readonly fromNo: number;
  readonly toNo: number;
  readonly role: string;
}

/** What a linkage found: clusters are positions in `mentions`, each in exactly one. */
export interface PublicationInput {
  readonly modelHash: string;
  readonly mentions: readonly PublishedMention[];
  readonly clusters: readonly (readonly number[])[];
  readonly links: readonly PublishedLink[];
}

/** All rows of a publication, changed or not, by table. */
export interface PublicationRows {
  readonly mentions: readonly VersionedRow[];
  readonly members: readonly VersionedRow[];
  readonly links: readonly VersionedRow[];
  readonly golden: readonly VersionedRow[];
  /** Only those added by this publication. */
  readonly redirects: readonly VersionedRow[];
}

/** Facts by which a golden record is found exactly. */
const SEARCHED = ['vrm', 'vin', 'phone', 'identifier', 'uprn'];

/** Key of a mention as one text. */
export function mentionKey(m: {
  readonly source: string;
  readonly recordKey: string;
  readonly mentionNo: number;
}): string {
  return JSON.stringify([m.source, m.recordKey, String(m.mentionNo)]);
}

/** Folded name that people are searched by: `surname given`. */
export function nameText(given: string, surname: string): string {
  return `${surname} ${given}`
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/ +/g, ' ')
    .trim();
}

/** Rows of the publication `id`; `before` maps mention keys to the golden ids they have now. */
export function planRows(
  id: number,
  input: PublicationInput,
  before: ReadonlyMap<string, string>,
  rules: SurvivorshipRules,
): PublicationRows {
  const clusters = input.clusters.map((c) =>
    c.map((i) => input.mentions[i] as PublishedMention).sort(byName),
  );
  const keys = clusters.map((members) => members.map(mentionKey));
  const { ids, gone } = carryIds(before, keys, (n) => freshId(id, keys[n]?.[0] ?? ''));
  const idOf = (n: number): string => ids[n] as string;
  return {
    mentions: input.mentions.map(mentionRow),
    members: clusters.flatMap((members, n) =>
      members.map((m) => ({ ...nameColumns(m), golden_id: idOf(n) })),
    ),
    links: input.links.map((l) => ({
      source: l.source,
      record_key: l.recordKey,
      from_no: l.fromNo,
      to_no: l.toNo,
      role: l.role,
    })),
    golden: clusters.map((members, n) => goldenRow(idOf(n), members, rules)),
    redirects: [...gone].map(([old_id, new_id]) => ({ old_id, new_id })),
  };
}

function nameColumns(m: Mention): VersionedRow {
  return { source: m.source, record_key: m.recordKey, mention_no: m.mentionNo };
}

function mentionRow(m: PublishedMention): VersionedRow {
  const { source: _s, recordKey: _r, mentionNo: _n, kind, ...content } = m;
  return { ...nameColumns(m), kind, content, content_hash: hashOf({ kind, ...content }) };
}

function goldenRow(
  id: string,
  members: readonly PublishedMention[],
  rules: SurvivorshipRules,
): VersionedRow {
  const kind = members[0]?.kind ?? '';
  const content = goldenRecord(members, rules);
  const markings = new Set(members.map((m) => m.classification));
  const keys = SEARCHED.flatMap((name) =>
    (content.facts[name] ?? []).map((v) => `${name}:${v.value}`),
  );
  return {
    id,
    kind,
    content,
    content_hash: hashOf(content),
    classification: content.classification,
    least_classification:
      rules.classifications.find((c) => markings.has(c)) ?? content.classification,
    name_text: kind === 'person' ? personName(content) : '',
    search_keys: keys,
  };
}

function personName({ facts }: GoldenRecord): string {
  return nameText(facts['given']?.[0]?.value ?? '', facts['surname']?.[0]?.value ?? '');
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** A new id: by publication and first member, so that the same run gives the same ids. */
function freshId(publication: number, firstKey: string): string {
  const hex = createHash('sha256').update(`${publication} ${firstKey}`).digest('hex');
  const variant = `8${hex.slice(17, 20)}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}-${hex.slice(20, 32)}`;
}
