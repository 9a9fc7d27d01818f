/** A warning about a person or thing, as one record holds it. Days are YYYY-MM-DD. */
export interface WarningMarker {
  readonly code: string;
  readonly text: string | null;
  readonly setOn: string | null;
  readonly reviewOn: string | null;
  readonly expiresOn: string | null;
}

/** The name of a mention: which record of which silo, and which mention of that record. */
export interface MentionName {
  readonly source: string;
  readonly recordKey: string;
  readonly mentionNo: number;
}

/** What one record says of one thing. */
export interface Mention extends MentionName {
  readonly role: string;
  /** Day the record was made, YYYY-MM-DD or a leading part of it. */
  readonly recordedOn: string | null;
  readonly classification: string;
  readonly grade: string | null;
  readonly retention: string;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly markers: readonly WarningMarker[];
  readonly opinions: readonly string[];
}

/**
 * How the value of a field is chosen: `mostSeen` by the number of records, `newest` by the day of the
 * record, `trusted` by the order of sources, `all` keeps every one (aliases, telephone numbers).
 */
export type SurvivalRule = 'mostSeen' | 'newest' | 'trusted' | 'all';

/** Survivorship as data. */
export interface SurvivorshipRules {
  readonly fields: Readonly<Record<string, SurvivalRule>>;
  /** Sources from most to least trusted; others come last. */
  readonly trusted: readonly string[];
  /** Markings from open to most closed. */
  readonly classifications: readonly string[];
  /** Groups of the retention rules from strictest on, with years from the last contact to the review. */
  readonly retention: readonly { readonly group: string; readonly years: number }[];
}

/** A value of a golden record: where it comes from, why it was chosen, how sure it is. */
export interface GoldenValue extends MentionName {
  readonly value: string;
  readonly rule: SurvivalRule;
  readonly date: string | null;
  /** Share of the records with this field that say the same, in thousandths. */
  readonly confidence: number;
  /** Lowest marking among the records that say so: whoever may read one of them may know the value. */
  readonly classification: string;
}

/** Something that stays with its record of origin. */
export type WithOrigin<T> = T &
  MentionName & { readonly grade: string | null; readonly classification: string };

/** One thing as all its records together tell it. Facts, warnings and opinions are apart. */
export interface GoldenRecord {
  /** Chosen value first, then what others say. */
  readonly facts: Readonly<Record<string, readonly GoldenValue[]>>;
  readonly roles: readonly WithOrigin<{ readonly role: string; readonly date: string | null }>[];
  readonly markers: readonly WithOrigin<WarningMarker>[];
  readonly opinions: readonly WithOrigin<{ readonly text: string; readonly date: string | null }>[];
  readonly classification: string;
  readonly retention: {
    readonly group: string;
    readonly lastContact: string | null;
    readonly reviewOn: string | null;
  };
}

/**
 * The golden record of a cluster: a pure function of its mentions and the rules, whatever their order. So
 * un-merging gives back exactly what was there, and a disposed record leaves no trace. Needs one mention.
 */
export function goldenRecord(mentions: readonly Mention[], rules: SurvivorshipRules): GoldenRecord {
  if (mentions.length === 0) throw new Error('a golden record needs a mention');
  const members = [...mentions].sort(byName);
  const names = [...new Set(members.flatMap((m) => Object.keys(m.fields)))].sort();
  const facts = names.flatMap((name): [string, GoldenValue[]][] => {
    const values = fieldValues(name, members, rules);
    return values.length === 0 ? [] : [[name, values]];
  });
  return {
    facts: Object.fromEntries(facts),
    roles: members.map((m) => withOrigin(m, { role: m.role, date: m.recordedOn })),
    markers: members.flatMap((m) => m.markers.map((marker) => withOrigin(m, marker))),
    opinions: members.flatMap((m) =>
      m.opinions.map((text) => withOrigin(m, { text, date: m.recordedOn })),
    ),
    classification: highest(members, rules),
    retention: retentionOf(members, rules),
  };
}

/** Order of mentions by source, record and number. */
export function byName(a: MentionName, b: MentionName): number {
  return order(a.source, b.source) || order(a.recordKey, b.recordKey) || a.mentionNo - b.mentionNo;
}

/** Two spellings with this in common are one value: no case, accents, spaces or punctuation. */
export function spellingKey(value: string): string {
  const key = value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return key === '' ? value : key;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function withOrigin<T extends object>(m: Mention, item: T): WithOrigin<T> {
  const { source, recordKey, mentionNo, grade, classification } = m;
  return { ...item, source, recordKey, mentionNo, grade, classification };
}

interface Candidate {
  readonly value: string;
  readonly mention: Mention;
}

function fieldValues(
  name: string,
  members: readonly Mention[],
  rules: SurvivorshipRules,
): GoldenValue[] {
  const groups = new Map<string, Candidate[]>();
  let known = 0;
  for (const mention of members) {
    const value = mention.fields[name];
    if (value === undefined || value === null || value === '') continue;
    known += 1;
    const key = spellingKey(value);
    groups.set(key, [...(groups.get(key) ?? []), { value, mention }]);
  }
  const rule = Object.hasOwn(rules.fields, name) ? rules.fields[name] : undefined;
  const chosenBy = rule ?? 'mostSeen';
  return [...groups.values()]
    .sort((a, b) => compareGroups(a, b, chosenBy, rules))
    .map((group) => {
      const { value, mention } = best(group, rules);
      const { source, recordKey, mentionNo, recordedOn } = mention;
      return {
        value,
        source,
        recordKey,
        mentionNo,
        rule: chosenBy,
        date: recordedOn,
        confidence: Math.round((1000 * group.length) / known),
        classification: lowest(group, rules),
      };
    });
}

const newestOf = (group: readonly Candidate[]): string =>
  group.reduce(
    (last, c) => ((c.mention.recordedOn ?? '') > last ? (c.mention.recordedOn ?? '') : last),
    '',
  );

function trustOf(group: readonly Candidate[], rules: SurvivorshipRules): number {
  const ranks = group.map((c) => rankOf(c.mention.source, rules.trusted));
  return Math.min(...ranks);
}

function rankOf(item: string, list: readonly string[]): number {
  const at = list.indexOf(item);
  return at < 0 ? list.length : at;
}

/** Order of the spellings of a field; ties go to more records, then newer, then the first by name. */
function compareGroups(
  a: readonly Candidate[],
  b: readonly Candidate[],
  rule: SurvivalRule,
  rules: SurvivorshipRules,
): number {
  const by = {
    seen: b.length - a.length,
    newer: order(newestOf(b), newestOf(a)),
    trusted: trustOf(a, rules) - trustOf(b, rules),
  };
  const rest = [
    by.seen,
    by.newer,
    by.trusted,
    byName(best(a, rules).mention, best(b, rules).mention),
  ];
  const first = { mostSeen: by.seen, all: by.seen, newest: by.newer, trusted: by.trusted }[rule];
  return [first, ...rest].find((n) => n !== 0) ?? 0;
}

/**
 * The record that a value is shown by: of the lowest marking, or its key would give a closed one away; then
 * of the most trusted source, the newest, the first by name.
 */
function best(group: readonly Candidate[], rules: SurvivorshipRules): Candidate {
  const open = lowest(group, rules);
  return group
    .filter((c) => markingOf(c.mention, rules) === open)
    .reduce((top, c) => {
      const trusted =
        rankOf(c.mention.source, rules.trusted) - rankOf(top.mention.source, rules.trusted);
      const newer = order(top.mention.recordedOn ?? '', c.mention.recordedOn ?? '');
      return (trusted || newer || byName(c.mention, top.mention)) < 0 ? c : top;
    });
}

/** A marking that the rules do not know counts as the most closed one. */
function markingOf(m: Mention, { classifications: known }: SurvivorshipRules): string {
  return known[Math.min(rankOf(m.classification, known), known.length - 1)] ?? '';
}

function highest(members: readonly Mention[], rules: SurvivorshipRules): string {
  const markings = new Set(members.map((m) => markingOf(m, rules)));
  return rules.classifications.findLast((c) => markings.has(c)) ?? '';
}

function lowest(group: readonly Candidate[], rules: SurvivorshipRules): string {
  const markings = new Set(group.map((c) => markingOf(c.mention, rules)));
  return rules.classifications.find((c) => markings.has(c)) ?? '';
}

function retentionOf(
  members: readonly Mention[],
  rules: SurvivorshipRules,
): GoldenRecord['retention'] {
  const groups = rules.retention.map((r) => r.group);
  const rank = Math.min(...members.map((m) => rankOf(m.retention, groups)));
  // a group that the rules do not know is kept like the strictest
  const group = rules.retention[rank] ?? rules.retention[0];
  const days = members.flatMap((m) => (m.recordedOn === null ? [] : [m.recordedOn])).sort();
  const lastContact = days.at(-1) ?? null;
  const reviewOn =
    lastContact === null || group === undefined
      ? null
      : `${Number(lastContact.slice(0, 4)) + group.years}${lastContact.slice(4)}`;
  return { group: group?.group ?? '', lastContact, reviewOn };
}
