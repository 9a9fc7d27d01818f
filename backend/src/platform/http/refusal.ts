import { ERROR_TABLE } from '@muster/contracts';
import type { ErrorBody, ErrorCode, FieldProblem } from '@muster/contracts';
import type { Details, Outcome } from '../database/outcome.js';

export interface RefusalParts {
  readonly fields?: readonly FieldProblem[];
  readonly details?: Details;
  /** Seconds after which it is worth trying again: the `Retry-After` header. */
  readonly retryAfterS?: number;
}

/** An answer with an error code, by HTTP or as a socket nack. Thrown only by controllers, gateways and what stands before them. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly parts: RefusalParts;

  constructor(code: ErrorCode, parts: RefusalParts = {}) {
    super(code);
    this.code = code;
    this.parts = parts;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }
}

/** What the other side gets: code, sentence, field paths and scalar details; never what it sent. */
export function errorBody(refusal: Refusal, requestId?: string): ErrorBody {
  const { fields, details } = refusal.parts;
  return {
    code: refusal.code,
    message: ERROR_TABLE[refusal.code].message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(fields === undefined ? {} : { fields: [...fields] }),
    ...(details === undefined ? {} : { details: scalars(details) }),
  };
}

function scalars(details: Details): NonNullable<ErrorBody['details']> {
  const kept: NonNullable<ErrorBody['details']> = {};
  for (const [name, value] of Object.entries(details)) {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      kept[name] = value as string | number | boolean | null;
    }
  }
  return kept;
}

/**
 * The value of a command that was done; a refused one becomes its error answer. A number
 * `retryAfterS` among its details becomes the `Retry-After` header as well.
 */
export function replyOrThrow<T>(outcome: Outcome<T, ErrorCode>): T {
  if (outcome.ok) return outcome.value;
  const { code, details } = outcome;
  const retryAfterS = details?.['retryAfterS'];
  throw new Refusal(code, {
    ...(details === undefined ? {} : { details }),
    ...(typeof retryAfterS === 'number' ? { retryAfterS } : {}),
  });
}
