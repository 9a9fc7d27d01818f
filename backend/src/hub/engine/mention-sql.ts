import { CLASSIFICATIONS, MENTION_FIELDS } from '../sources/source.schema.js';
import type {
  FixedOrColumn,
  MentionDescription,
  SourceDescription,
} from '../sources/source.schema.js';
import type { FieldSettings } from '../settings/settings.schema.js';
import { cleanedSql, knownSql } from './field-cleaning.js';
import { partSql } from './field-parts.js';
import { ident, literal } from './sql-text.js';

const asField = (type: FieldSettings['type']): FieldSettings => ({
  type,
  columns: [],
  joined: false,
  order: 'dmy',
  placeholders: [],
});

const present = (column: string): string => `NULLIF(trim(${ident(column)}), '')`;

/** SQL of a day as YYYY-MM-DD, cut where month or day are not known; NULL for placeholders. */
export function isoDateSql(x: string): string {
  const date = asField('date');
  return `(SELECT CASE WHEN d[5:6] = '00' THEN d[1:4] WHEN d[7:8] = '00' THEN d[1:4] || '-' || d[5:6]
    ELSE d[1:4] || '-' || d[5:6] || '-' || d[7:8] END
    FROM (SELECT ${knownSql(date, 'c')} AS d FROM (SELECT ${cleanedSql(date, x)} AS c)))`;
}

function fixed(value: FixedOrColumn | undefined, otherwise: string): string {
  if (value === undefined) return otherwise;
  return typeof value === 'string'
    ? literal(value)
    : `coalesce(${present(value.column)}, ${otherwise})`;
}

/** The text of a field as the silo has it, but NULL where it is a placeholder for "not known". */
function fieldSql(type: FieldSettings['type'], columns: readonly string[]): string {
  const joined = columns.map(present).join(', ');
  const raw = columns.length === 1 ? joined : `NULLIF(concat_ws(' ', ${joined}), '')`;
  if (type === 'date') return isoDateSql(raw);
  const field = asField(type);
  const known = `(SELECT ${knownSql(field, 'c')} FROM (SELECT ${cleanedSql(field, raw)} AS c))`;
  // plates, phones and identifiers are kept in their one clean form
  const isCode = ['vrm', 'phone', 'identifier'].includes(type);
  return isCode ? known : `CASE WHEN ${known} IS NOT NULL THEN ${raw} END`;
}

/** Fields of a mention; a full name becomes given name and surname. */
function fieldList(m: MentionDescription): [string, string][] {
  return Object.entries(m.fields).flatMap(([name, columns]): [string, string][] => {
    const type = MENTION_FIELDS[m.kind][name] ?? 'text';
    const sql = fieldSql(type, columns);
    if (type !== 'fullName') return [[name, sql]];
    return ['given', 'surname'].map((p) => [
      p,
      `(SELECT ${partSql('fullName', p, 'n')} FROM (SELECT ${sql} AS n))`,
    ]);
  });
}

function markersSql(m: MentionDescription): string {
  const items = m.markers.map((k) => {
    const value = (c: string | undefined): string => (c === undefined ? 'NULL' : present(c));
    const day = (c: string | undefined): string =>
      c === undefined ? 'NULL' : isoDateSql(present(c));
    return `CASE WHEN ${value(k.code)} IS NOT NULL THEN json_object('code', ${value(k.code)}, 'text', ${value(k.text)},
      'setOn', ${day(k.setOn)}, 'reviewOn', ${day(k.reviewOn)}, 'expiresOn', ${day(k.expiresOn)}) END`;
  });
  return items.length === 0 ? "'[]'" : listJson(items);
}

function listJson(items: readonly string[]): string {
  return `CAST(to_json(list_filter([${items.join(', ')}], x -> x IS NOT NULL)) AS VARCHAR)`;
}

/** SELECT of one mention from the changed rows (`changed_row`); rows that lack it give none. */
export function mentionSql(source: SourceDescription, m: MentionDescription): string {
  const fields = fieldList(m);
  const list = fields.map(([name, sql]) => `${sql} AS ${ident(`f ${name}`)}`).join(', ');
  const object = fields.map(([name]) => `${literal(name)}: ${ident(`f ${name}`)}`).join(', ');
  const some = fields.map(([name]) => `${ident(`f ${name}`)} IS NOT NULL`).join(' OR ');
  const marking = fixed(source.classification, literal('OFFICIAL-SENSITIVE'));
  const opinions = m.opinions.length === 0 ? "'[]'" : listJson(m.opinions.map(present));
  const recordedOn =
    source.recordedOn === undefined ? 'NULL' : isoDateSql(present(source.recordedOn));
  const known = CLASSIFICATIONS.map(literal).join(', ');
  return `SELECT ${literal(source.name)} AS source, record_key, ${m.no} AS mention_no, ${literal(m.kind)} AS kind,
      role, recorded_on,
      -- a marking nobody knows is treated as the most closed one
      CASE WHEN marking IN (${known}) THEN marking ELSE 'TOP SECRET' END AS classification,
      grade, ${literal(source.retention)} AS retention,
      CAST(to_json({${object}}) AS VARCHAR) AS fields, markers, opinions
    FROM (SELECT record_key, ${fixed(m.role, "'mentioned'")} AS role, ${recordedOn} AS recorded_on,
        ${marking} AS marking, ${fixed(source.grade, 'NULL')} AS grade, ${list},
        ${markersSql(m)} AS markers, ${opinions} AS opinions FROM changed_row)
    WHERE ${some}`;
}
