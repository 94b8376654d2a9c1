import type { z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { InvalidCursor } from '../db/page.ts';
import { isPostgresOutage, isTemporalOutage } from './outages.ts';
import { type FieldError, ProblemError, problem } from './problem-error.ts';

/** The body of every answer that is not a success. */
export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

/**
 * The one translation of whatever was thrown: problems stay, outages become 503 with the part's name, everything
 * else is a bug and becomes 500 without a word of its text.
 */
export function toProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof InvalidCursor) return problem('INVALID_CURSOR', thrown.message);
  if (thrown instanceof HTTPException) return fromHttpException(thrown);
  if (isTemporalOutage(thrown)) {
    return problem('TEMPORAL_UNAVAILABLE', 'Temporal did not answer; try again.', { cause: thrown });
  }
  if (isPostgresOutage(thrown)) {
    return problem('POSTGRES_UNAVAILABLE', 'The database did not answer; try again.', { cause: thrown });
  }
  return problem(
    'INTERNAL_ERROR',
    'The request could not be finished; the log has it under this request id.',
    {
      cause: thrown,
    },
  );
}

export function problemBody(error: ProblemError, requestId: string): ProblemBody {
  return {
    ...error.members,
    type: 'about:blank',
    title: error.title,
    status: error.status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}

/** A request that its schema refused, field by field; `part` names what the schema is of, `under` where it stands. */
export function invalidRequest(error: z.ZodError, part: string, under: readonly string[] = []): ProblemError {
  const errors = error.issues.flatMap((issue): FieldError[] => {
    const path = [...under, ...issue.path].map(String).join('.');
    if (issue.code !== 'unrecognized_keys')
      return [{ path: path === '' ? part : path, message: issue.message }];
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      message: 'is not a known field',
    }));
  });
  const [first] = errors;
  const detail = first === undefined ? 'The request is not valid.' : `${first.path}: ${first.message}`;
  return problem('INVALID_REQUEST', detail, { errors });
}

const HTTP_EXCEPTIONS: ReadonlyMap<number, () => ProblemError> = new Map([
  [400, () => problem('MALFORMED_JSON', 'The body could not be read as JSON.')],
  [413, () => problem('BODY_TOO_LARGE', 'Send at most 65,536 bytes.')],
  [415, () => problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.')],
]);

function fromHttpException(thrown: HTTPException): ProblemError {
  const known = HTTP_EXCEPTIONS.get(thrown.status);
  return known?.() ?? problem('INTERNAL_ERROR', 'The request could not be finished.', { cause: thrown });
}
