import * as z from 'zod';

const part = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)?$/, 'a field or field.part');
const text = z.string().min(1).max(200);

/** How raw text of a field is cleaned and which parts it offers to rules. */
export const FIELD_TYPES = [
  'givenName',
  'surname',
  'fullName',
  'organisation',
  'date',
  'street',
  'houseNumber',
  'text',
  'postcode',
  'phone',
  'email',
  'web',
  'vrm',
  'identifier',
] as const;

const field = z.strictObject({
  type: z.enum(FIELD_TYPES),
  /** Column names that may hold the field, in order of preference; case and punctuation do not count. */
  columns: z.array(text).default([]),
  /** Join all the columns that are present instead of taking the first. */
  joined: z.boolean().default(false),
  /** Part of another field to use where this one is empty. */
  fallback: part.optional(),
  /** Order of day and month in numeric dates; `auto` reads it off the data. */
  order: z.enum(['auto', 'dmy', 'mdy']).default('auto'),
  /** Values that stand for "not known". */
  placeholders: z.array(text).default([]),
});

/** One distinct list of words over several fields, for comparing addresses as a whole. */
const words = z.strictObject({ fields: z.array(part).min(1) });

const keyPart = z.union([part, z.strictObject({ part, first: z.number().int().min(1).max(20) })]);

const blockingRule = z.strictObject({
  name: text,
  keys: z.array(keyPart).min(1).max(6),
  /** Pairs allowed per record before the largest blocks of this rule are left out. */
  pairsPerRow: z.number().positive().optional(),
});

/** A condition on a pair of records, compiled to SQL. */
export type Condition =
  | { exact: string }
  | { exactAll: string[] }
  | { jaroWinkler: string; atLeast: number }
  | { damerau: string; atMost: number; minLength?: number | undefined }
  | { daysApart: string; atMost: number }
  | { shares: string }
  | { overlap: string; atLeast: number }
  | { contained: string; atLeast: number }
  | { prefix: string; minLength: number }
  | { crosswise: [string, string]; atLeast: number }
  | { either: [string, string] }
  | { all: Condition[] }
  | { any: Condition[] };

const share = z.number().min(0).max(1);
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ exact: part }),
    z.strictObject({ exactAll: z.array(part).min(1) }),
    z.strictObject({ jaroWinkler: part, atLeast: share }),
    z.strictObject({
      damerau: part,
      atMost: z.number().int().min(1).max(3),
      minLength: z.number().int().optional(),
    }),
    z.strictObject({ daysApart: part, atMost: z.number().int().min(1) }),
    z.strictObject({ shares: part }),
    z.strictObject({ overlap: part, atLeast: share }),
    z.strictObject({ contained: part, atLeast: share }),
    z.strictObject({ prefix: part, minLength: z.number().int().min(1) }),
    z.strictObject({ crosswise: z.tuple([part, part]), atLeast: share }),
    z.strictObject({ either: z.tuple([part, part]) }),
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
  ]),
);

const level = z.strictObject({
  name: text,
  when: condition,
  /** Part whose value frequency adjusts the weight of this level. */
  termFrequency: part.optional(),
  /** Chance of the level among matching pairs before training (and where training cannot reach). */
  m: z.number().positive().max(1),
});

const comparison = z.strictObject({
  name: text,
  /** Parts that must be filled on both sides; otherwise the comparison says nothing. */
  needs: z.array(part).min(1),
  /** The comparison says nothing where this holds (it is counted in another one). */
  ignoreWhen: condition.optional(),
  /** Levels from closest to loosest; a last level "else" is implied. */
  levels: z.array(level).min(1).max(9),
  elseM: z.number().positive().max(1).default(0.05),
  /** Bits above which this comparison never counts, because it depends on others. */
  maxBits: z.number().optional(),
});

const limit = z.strictObject({
  name: text,
  /** Comparisons that depend on each other. */
  comparisons: z.array(text).min(1),
  /** Parts that pairs must share for counting how often such pairs are the same after all. */
  sharing: z.array(part).min(1),
  /** That share where the data says nothing. */
  usualShare: z.number().gt(0).lt(1),
});

const training = z.strictObject({
  /** Parts equal on both sides of the pairs from which m is estimated; at least two rules are used. */
  rules: z.array(z.array(part).min(1)).min(2),
  samplePairs: z.number().int().min(10_000).default(500_000),
  seed: z.number().int().default(1),
});

const guards = z.strictObject({
  maxSize: z.number().int().min(2).default(60),
  minDensity: share.default(0.2),
  denseFrom: z.number().int().min(3).default(8),
  /** Bits above the link threshold that a lone bridge between two groups must reach. */
  bridgeBits: z.number().default(2),
});

const budgets = z.strictObject({
  /** All pairs are compared when there are at most this many. */
  exhaustivePairs: z.number().int().min(0).default(1_000_000),
  pairsPerRow: z.number().positive().default(10),
  /** Smallest number of pairs any rule may make, whatever the number of records. */
  leastPairs: z.number().int().default(2_000_000),
});

const linking = z.strictObject({
  /** Least expected share of right links among links, by the model's own probabilities. */
  minPrecision: share.default(0.9),
  minProbability: share.default(0.5),
  maxProbability: share.default(0.999),
  /** Mean probability between two groups from which they join. */
  groupProbability: share.default(0.5),
  /** Bits beyond which a single pair says no more, for or against, when groups are formed. */
  clipBits: z.number().positive().default(10),
});

/** Settings of one linkage: what the columns mean, which pairs to compare, and how to weigh them. */
export const linkageSettings = z.strictObject({
  version: z.literal(1),
  name: text,
  description: z.string().default(''),
  kind: z.enum(['person', 'organisation', 'vehicle', 'location', 'phone']),
  mode: z.enum(['auto', 'dedupe', 'link', 'link-and-dedupe']).default('auto'),
  recordId: z.array(text).default([]),
  fields: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), field),
  words: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), words).default({}),
  blocking: z.array(blockingRule).min(1),
  comparisons: z.array(comparison).min(1),
  /** Limits on what dependent comparisons may say together: people of one household share much. */
  limits: z.array(limit).default([]),
  training,
  guards: guards.prefault({}),
  budgets: budgets.prefault({}),
  linking: linking.prefault({}),
});

/** Settings as read from a YAML file, defaults filled in. */
export type LinkageSettings = z.infer<typeof linkageSettings>;
/** One field of the settings. */
export type FieldSettings = z.infer<typeof field>;
/** One comparison of the settings. */
export type ComparisonSettings = z.infer<typeof comparison>;
/** One blocking rule of the settings. */
export type BlockingRule = z.infer<typeof blockingRule>;
/** One key of a blocking rule: a part, or the first letters of a part. */
export type KeyPart = z.infer<typeof keyPart>;
