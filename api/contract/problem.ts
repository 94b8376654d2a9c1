import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';

/** RFC 9457, with a stable `code`. Everything that is not a success answers like this. */
export const problem = z
  .looseObject({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string().openapi({ example: 'The request is not valid.' }),
    status: z.int().openapi({ example: 400 }),
    code: z.string().openapi({ example: 'INVALID_REQUEST', description: 'Stable; programs branch on it.' }),
    detail: z.string().openapi({ example: 'universe.0: must be an upper-case symbol' }),
    requestId: z.string().openapi({ example: '6e7d0c1e-1d0c-4f0e-9f0e-2f5a7c1f7a10' }),
    errors: mayBeLeftOut(z.array(z.strictObject({ path: z.string(), message: z.string() }))).openapi({
      description: 'What is wrong, field by field.',
    }),
  })
  .openapi('Problem');

const TITLES = {
  400: 'The request is not valid.',
  401: 'The caller is not known.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or it is not yours.',
  405: 'This address does not take that method.',
  409: 'The request contradicts what is already there.',
  413: 'Too large: a body sent may have 64 KiB, an answer its own limit.',
  415: 'The body is not JSON in UTF-8.',
  422: 'The request was understood and refused.',
  429: 'Too many requests; Retry-After says when to come back.',
  500: 'A fault of this server.',
  503: 'A part that is needed does not answer.',
} as const;

type ProblemStatus = keyof typeof TITLES;

function problemResponse<const Status extends ProblemStatus>(status: Status) {
  return { description: TITLES[status], content: { 'application/problem+json': { schema: problem } } };
}

export const tooLargeProblem = { 413: problemResponse(413) } as const;

/** What any route under /v1 may answer, and with a path id or a body what those bring along. */
export const readProblems = {
  400: problemResponse(400),
  401: problemResponse(401),
  403: problemResponse(403),
  429: problemResponse(429),
  500: problemResponse(500),
  503: problemResponse(503),
} as const;

/** What a question about one account, or one that an outside source answers, may end with: 422 asks which account. */
export const askedProblems = {
  ...readProblems,
  404: problemResponse(404),
  422: problemResponse(422),
} as const;

export const readOneProblems = { ...readProblems, 404: problemResponse(404) } as const;

export const writeProblems = {
  ...readOneProblems,
  409: problemResponse(409),
  413: problemResponse(413),
  415: problemResponse(415),
  422: problemResponse(422),
} as const;
