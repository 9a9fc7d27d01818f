import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';

/** A call that a client got 201 for. */
const acceptedSchema = z.object({
  kind: z.literal('accepted'),
  contactId: z.string(),
  incidentId: z.nullable(z.string()),
});
/** An order that took effect on a device. */
const effectSchema = z.object({
  kind: z.literal('effect'),
  callSign: z.string(),
  assignmentId: z.string(),
  version: z.int(),
  state: z.string(),
});
/** A view that a console compared with the server's. */
const viewSchema = z.object({
  kind: z.literal('view'),
  epoch: z.int(),
  seq: z.int(),
  hash: z.string(),
  expected: z.string(),
});
const lineSchema = z.discriminatedUnion('kind', [acceptedSchema, effectSchema, viewSchema]);

export type JournalLine = z.infer<typeof lineSchema>;
export type AcceptedLine = z.infer<typeof acceptedSchema>;
export type EffectLine = z.infer<typeof effectSchema>;
export type ViewLine = z.infer<typeof viewSchema>;

/** A line that is no journal line: the proof would be worth nothing, so it is refused as a whole. */
export class JournalUnreadable extends Error {}

/** Reads a journal line by line; a last line without its end was being written and is left out. */
export async function* readJournal(file: string): AsyncGenerator<JournalLine> {
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Infinity,
  })) {
    number += 1;
    if (line === '') continue;
    const parsed = lineSchema.safeParse(parseJson(line));
    if (!parsed.success)
      throw new JournalUnreadable(`journal line ${number} is not a journal line`);
    yield parsed.data;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
