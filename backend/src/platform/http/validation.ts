import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { FieldProblem } from '@muster/contracts';
import { Refusal } from './refusal.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

const MOST_FIELDS = 20;

/** Validates every body, query and socket message that has a schema; the answer names paths, never values. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => new Refusal('VALIDATION_FAILED', { fields: toFields(issues) }),
  });
}

/** Field problems of a failed validation, at most twenty. */
export function toFields(issues: readonly Issue[]): FieldProblem[] {
  return issues
    .slice(0, MOST_FIELDS)
    .map((issue) => ({ path: pathOf(issue), message: sentenceOf(issue) }));
}

function pathOf({ path = [] }: Issue): string {
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/**
 * The schema's sentence. A field nobody knows would be named by the sender's own text, so its
 * name is left out.
 */
function sentenceOf({ message }: Issue): string {
  return message.startsWith('Unrecognized key') ? 'Unrecognized field' : message;
}
