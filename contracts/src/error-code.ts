import * as z from 'zod/mini';

/** Every error code that leaves the server, with its HTTP status and the sentence a person reads. */
export const ERROR_TABLE = {
  VALIDATION_FAILED: { status: 422, message: 'The request does not fit the contract.' },
  MALFORMED_JSON: { status: 400, message: 'The request body is not valid JSON.' },
  BODY_TOO_LARGE: { status: 413, message: 'The request body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send application/json.' },
  UNAUTHENTICATED: { status: 401, message: 'Sign in first.' },
  SIGN_IN_FAILED: {
    status: 401,
    message: 'User name or password is wrong, or the account is locked.',
  },
  LINK_INVALID: { status: 401, message: 'This sign-in link was used or has expired.' },
  SETUP_CODE_INVALID: { status: 401, message: 'The set-up code is wrong or was used.' },
  TICKET_INVALID: { status: 401, message: 'The socket ticket is missing, used or expired.' },
  FORBIDDEN: { status: 403, message: 'Your role may not do this.' },
  TRAINING_ONLY: { status: 403, message: 'Only a training database allows this.' },
  ORIGIN_REFUSED: { status: 403, message: 'Requests from this origin are refused.' },
  NOT_FOUND: { status: 404, message: 'There is no such thing, or you may not see it.' },
  CONFLICT_VERSION: { status: 409, message: 'It was changed by someone else meanwhile.' },
  ILLEGAL_TRANSITION: { status: 409, message: 'This is not possible in its present state.' },
  UNIT_ALREADY_ASSIGNED: { status: 409, message: 'The unit was assigned by someone else.' },
  UNIT_LEASED: { status: 409, message: 'Another dispatcher holds this unit for a few seconds.' },
  UNIT_NOT_ELIGIBLE: { status: 409, message: 'The unit may not be sent to this incident.' },
  INCIDENT_CLOSED: { status: 409, message: 'The incident is closed.' },
  NAME_TAKEN: { status: 409, message: 'This name is taken.' },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, message: 'Commands need an Idempotency-Key header.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, message: 'This key was used with another request body.' },
  PLACE_REQUIRED: { status: 422, message: 'Give a place, or say that it is not known yet.' },
  PLACE_OUTSIDE_AREA: { status: 422, message: 'The place lies outside the mapped area.' },
  PLACE_UNKNOWN: { status: 422, message: 'No place was found for this text.' },
  UNIT_UNKNOWN: { status: 422, message: 'There is no unit with this call sign or id.' },
  SKILL_UNKNOWN: { status: 422, message: 'There is no skill with this code.' },
  SKILL_EXPIRED: { status: 409, message: 'The required authorisation of the crew has expired.' },
  REASON_REQUIRED: { status: 422, message: 'A reason is needed.' },
  PASSWORD_TOO_WEAK: { status: 422, message: 'Choose a longer password that is not widely known.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests; try again shortly.' },
  SHED: { status: 429, message: 'Positions are being shed; keep them and send again.' },
  UNAVAILABLE: { status: 503, message: 'The service is not ready; try again shortly.' },
  INTERNAL: { status: 500, message: 'Something went wrong on our side; it has been logged.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof ERROR_TABLE;

const errorCodes = Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]];

/** One field that was refused. The value itself is never repeated. */
export const fieldProblemSchema = z.object({ path: z.string(), message: z.string() });
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** Body of every error reply and of every socket nack. `details` holds ids, codes and call signs, never text of persons. */
export const errorBodySchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  requestId: z.optional(z.string()),
  fields: z.optional(z.array(fieldProblemSchema)),
  details: z.optional(
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
