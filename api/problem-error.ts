import type { Refusal } from '../domain/refusal.ts';
import { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';

export type ProblemStatus = (typeof PROBLEM_CODES)[ProblemCode]['status'];

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A request that ends with a problem: thrown in routes, translated to problem+json in one place. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: ProblemStatus;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly FieldError[] | undefined;
  /** Members beside the standard ones; they never replace those. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    facts: {
      readonly status: ProblemStatus;
      readonly code: string;
      readonly title: string;
      readonly detail: string;
      readonly errors?: readonly FieldError[];
      readonly members?: Readonly<Record<string, unknown>>;
    },
    options?: { readonly cause?: unknown },
  ) {
    super(facts.detail, options);
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.errors = facts.errors;
    this.members = facts.members ?? {};
  }
}

/** A problem of the table; `detail` is one sentence about this case. */
export function problem(
  code: ProblemCode,
  detail: string,
  more: {
    readonly errors?: readonly FieldError[];
    readonly members?: Readonly<Record<string, unknown>>;
    readonly cause?: unknown;
  } = {},
): ProblemError {
  const { status, title } = PROBLEM_CODES[code];
  const { cause, ...facts } = more;
  return new ProblemError({ status, code, title, detail, ...facts }, { cause });
}

/** 422 with the refusal's own code. */
export function refusedProblem(refusal: Refusal, members: Readonly<Record<string, unknown>>): ProblemError {
  return new ProblemError({
    status: 422,
    code: refusal.code,
    title: refusal.message,
    detail: refusal.message,
    members: { ...members, refusal },
  });
}
