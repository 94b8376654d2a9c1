import { NamespaceNotFoundError } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidCursor } from '../db/page.ts';
import { invalidRequest, problemBody, toProblem } from './problem.ts';
import { problem, refusedProblem } from './problem-error.ts';

function withCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('the translation of what was thrown', () => {
  test('keeps a problem', () => {
    const thrown = problem('ORDER_NOT_FOUND', 'You have no order 1.');
    expect(toProblem(thrown)).toBe(thrown);
  });

  test.each([
    ['a refused connection', withCode('connect ECONNREFUSED', 'ECONNREFUSED')],
    ['a server that shuts down', withCode('terminating connection', '57P01')],
    ['a full pool', new Error('timeout exceeded when trying to connect')],
    [
      'a broken connection under another error',
      new Error('outer', { cause: withCode('reset', 'ECONNRESET') }),
    ],
  ])('%s is the database that does not answer', (_, thrown) => {
    expect(toProblem(thrown)).toMatchObject({ status: 503, code: 'POSTGRES_UNAVAILABLE' });
  });

  test.each([
    ['unavailable', 14],
    ['out of time', 4],
  ])('a gRPC call that is %s is Temporal that does not answer', (_, code) => {
    const grpc = Object.assign(new Error('grpc'), { code, details: 'none', metadata: {} });
    const thrown = new Error('Failed to start Workflow', { cause: grpc });
    expect(toProblem(thrown)).toMatchObject({ status: 503, code: 'TEMPORAL_UNAVAILABLE' });
  });

  test('a namespace that Temporal does not find is Temporal that does not answer', () => {
    const thrown = new NamespaceNotFoundError('default');
    expect(toProblem(thrown)).toMatchObject({ status: 503, code: 'TEMPORAL_UNAVAILABLE' });
  });

  test.each([
    ['an unknown error', new Error('password=hunter2')],
    ['a wrong statement', withCode('syntax error at hunter2', '42601')],
    ['something that is no error', 'hunter2'],
  ])('%s is a bug whose text stays inside', (_, thrown) => {
    const body = problemBody(toProblem(thrown), 'request-1');
    expect(body).toMatchObject({ status: 500, code: 'INTERNAL_ERROR', requestId: 'request-1' });
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  test('a foreign cursor is the caller’s mistake', () => {
    expect(toProblem(new InvalidCursor('not ours'))).toMatchObject({ status: 400, code: 'INVALID_CURSOR' });
  });
});

describe('a problem’s body', () => {
  test('names each wrong field by its path, unknown ones too', () => {
    const schema = z.strictObject({ list: z.array(z.strictObject({ n: z.number() })) });
    const { error } = schema.safeParse({ list: [{ n: 'x', extra: 1 }], other: 2 });
    const paths = error === undefined ? [] : invalidRequest(error, 'json').errors?.map(({ path }) => path);
    expect(paths).toEqual(['list.0.n', 'list.0.extra', 'other']);
  });

  test('of a refusal has its code and facts, and no member replaces a standard one', () => {
    const refusal = { code: 'STALE_QUOTE', message: 'Too old.', facts: { ageMs: '90000' } };
    const body = problemBody(
      refusedProblem(refusal, { status: 'refused', clientOrderId: 'm-1' }),
      'request-1',
    );
    expect(body).toMatchObject({ status: 422, code: 'STALE_QUOTE', clientOrderId: 'm-1', refusal });
  });
});
