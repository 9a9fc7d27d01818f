import * as z from 'zod';
import type { FieldSettings } from '../settings/settings.schema.js';

const text = z.string().min(1).max(200);

/** Kinds of things that records speak of. */
export const MENTION_KINDS = ['person', 'vehicle', 'location', 'phone', 'organisation'] as const;
export type MentionKind = (typeof MENTION_KINDS)[number];

/** Markings from open to most closed; the highest of its members is that of a golden record. */
export const CLASSIFICATIONS = ['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET', 'TOP SECRET'] as const;

/** Fields a mention may have, by kind, and how they are cleaned for comparison. */
export const MENTION_FIELDS: Readonly<
  Record<MentionKind, Readonly<Record<string, FieldSettings['type']>>>
> = {
  person: {
    fullName: 'fullName',
    given: 'givenName',
    surname: 'surname',
    alias: 'text',
    dob: 'date',
    number: 'houseNumber',
    street: 'street',
    locality: 'text',
    city: 'text',
    postcode: 'postcode',
    identifier: 'identifier',
    phone: 'phone',
    email: 'email',
  },
  vehicle: { vrm: 'vrm', vin: 'identifier', make: 'text', model: 'text', colour: 'text' },
  location: {
    uprn: 'identifier',
    number: 'houseNumber',
    street: 'street',
    city: 'text',
    postcode: 'postcode',
  },
  phone: { phone: 'phone' },
  organisation: {
    name: 'organisation',
    number: 'houseNumber',
    street: 'street',
    city: 'text',
    postcode: 'postcode',
  },
};

/** A value that is the same in every row, or stands in a column. */
const fixedOrColumn = z.union([text, z.strictObject({ column: text })]);
const columns = z
  .union([text, z.array(text).min(1)])
  .transform((c) => (Array.isArray(c) ? c : [c]));

const marker = z.strictObject({
  code: text,
  text: text.optional(),
  setOn: text.optional(),
  reviewOn: text.optional(),
  expiresOn: text.optional(),
});

const mention = z
  .strictObject({
    /** Part of the key: never given to another mention later. */
    no: z.number().int().min(1).max(99),
    kind: z.enum(MENTION_KINDS),
    role: fixedOrColumn,
    /** Field → column, or columns joined by a space. */
    fields: z.record(z.string(), columns),
    /** Columns with warning markers about the mention. */
    markers: z.array(marker).default([]),
    /** Columns with what somebody thinks, kept apart from the facts. */
    opinions: z.array(text).default([]),
  })
  .check((ctx) => {
    const known = Object.keys(MENTION_FIELDS[ctx.value.kind]);
    for (const name of Object.keys(ctx.value.fields)) {
      if (known.includes(name)) continue;
      const message = `${ctx.value.kind} has no field "${name}": ${known.join(', ')}`;
      ctx.issues.push({ code: 'custom', input: name, message, path: ['fields', name] });
    }
  });

/** How the files of one source are read: every row is a record that speaks of some things. */
export const sourceDescription = z
  .strictObject({
    version: z.literal(1),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    description: z.string().default(''),
    format: z.enum(['csv', 'ndjson', 'json', 'parquet']),
    recordKey: text,
    /** Column with the day the record was made. */
    recordedOn: text.optional(),
    classification: fixedOrColumn.default('OFFICIAL-SENSITIVE'),
    /** Grading of source and content, as the silo writes it. */
    grade: fixedOrColumn.optional(),
    /** Group of the rules for review, retention and disposal. */
    retention: z.enum(['1', '2', '3', '4']).default('3'),
    /** `full`: a file holds all records of the source, absent ones are gone; `changes`: only some. */
    refresh: z.enum(['full', 'changes']).default('changes'),
    /** Share of rows that may be refused without refusing the whole batch. */
    toleratedRejects: z.number().min(0).max(0.1).default(0),
    mentions: z.array(mention).min(1),
    /** What the mentions of one row have to do with each other. */
    links: z
      .array(z.strictObject({ from: z.number().int(), to: z.number().int(), role: text }))
      .default([]),
  })
  .check((ctx) => {
    const numbers = ctx.value.mentions.map((m) => m.no);
    const issue = (message: string, path: string): void =>
      void ctx.issues.push({ code: 'custom', input: ctx.value, message, path: [path] });
    if (new Set(numbers).size < numbers.length) issue('a mention number is used twice', 'mentions');
    for (const l of ctx.value.links) {
      if (!numbers.includes(l.from) || !numbers.includes(l.to)) issue('no such mention', 'links');
    }
  });

/** Description of a source as read from its YAML file, defaults filled in. */
export type SourceDescription = z.infer<typeof sourceDescription>;
export type MentionDescription = z.infer<typeof mention>;
export type FixedOrColumn = z.infer<typeof fixedOrColumn>;
