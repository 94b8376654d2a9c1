import type { Context } from 'hono';
import type { ApiEnv } from '../api-app.ts';
import { type ProblemError, problem } from '../problem-error.ts';

/** 429, with the time after which it may be tried again. */
export function refuseTooMany(c: Context<ApiEnv>, resetMs: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
  c.header('Retry-After', String(seconds));
  return problem('RATE_LIMITED', `Come back in ${seconds} s.`);
}
