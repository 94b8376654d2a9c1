/**
 * Every code that this API answers by itself, with its HTTP status and its title. Codes are stable. Refusals of an
 * order bring their own code (domain/risk/reasons.ts, or the broker's) with status 422.
 */
export const PROBLEM_CODES = {
  INVALID_REQUEST: { status: 400, title: 'The request is not valid.' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON.' },
  INVALID_CURSOR: { status: 400, title: 'The cursor does not come from this list.' },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, title: 'The header Idempotency-Key is required.' },
  IDEMPOTENCY_KEY_INVALID: { status: 400, title: 'The header Idempotency-Key cannot be used.' },
  UNAUTHENTICATED: { status: 401, title: 'A valid API key is required.' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this address.' },
  ACCOUNT_NOT_FOUND: { status: 404, title: 'There is no such account.' },
  STRATEGY_NOT_FOUND: { status: 404, title: 'There is no such strategy.' },
  SCHEDULE_NOT_FOUND: { status: 404, title: 'The strategy has no schedule.' },
  CYCLE_NOT_FOUND: { status: 404, title: 'There is no such cycle.' },
  EVIDENCE_NOT_FOUND: { status: 404, title: 'None of your cycles stands on this.' },
  EVIDENCE_DROPPED: { status: 404, title: 'The time for which this was kept is over.' },
  SYMBOL_NOT_FOUND: { status: 404, title: 'The broker does not know this symbol.' },
  ORDER_NOT_FOUND: { status: 404, title: 'There is no such order.' },
  POSITION_NOT_FOUND: { status: 404, title: 'This symbol is not held.' },
  LATCH_NOT_FOUND: { status: 404, title: 'Nothing of this kind stops entries.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take that method.' },
  STRATEGY_NAME_TAKEN: { status: 409, title: 'Another strategy has this name.' },
  CYCLE_EXISTS: { status: 409, title: 'The strategy already has a cycle for this moment.' },
  IDEMPOTENCY_KEY_REUSED: { status: 409, title: 'The Idempotency-Key was used for another order.' },
  ORDER_NOT_CANCELABLE: { status: 409, title: 'The order has ended.' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than 64 KiB.' },
  EVIDENCE_TOO_LARGE: { status: 413, title: 'The evidence is larger than one answer holds.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be JSON in UTF-8.' },
  EMPTY_UNIVERSE: { status: 422, title: 'A strategy needs at least one symbol.' },
  STRATEGY_PARAMETERS: { status: 422, title: 'The parameters make no sense together.' },
  ORDER_NOT_REPLACEABLE: { status: 422, title: 'This order cannot be replaced.' },
  STRATEGY_LIMITS_LOOSER: { status: 422, title: 'A strategy may only be held tighter than its account.' },
  ACCOUNT_AMBIGUOUS: { status: 422, title: 'Name the account: there is more than one.' },
  NO_ACCOUNT: { status: 422, title: 'There is no account to trade on.' },
  INTERNAL_ERROR: { status: 500, title: 'A fault of this server.' },
  BROKER_UNAVAILABLE: { status: 503, title: 'The broker does not answer.' },
  POSTGRES_UNAVAILABLE: { status: 503, title: 'The database does not answer.' },
  TEMPORAL_UNAVAILABLE: { status: 503, title: 'Temporal does not answer.' },
  WORKER_UNAVAILABLE: { status: 503, title: 'No worker answers.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEM_CODES;
