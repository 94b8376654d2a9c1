import { expect, test } from 'vitest';
import { documentedAnswers } from './documented-answers.ts';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const faultsOf = documentedAnswers({
  paths: {
    '/things/{id}': {
      get: { responses: { 200: json({ $ref: '#/components/schemas/Thing' }) } },
      delete: { responses: { 204: {} } },
    },
  },
  components: {
    schemas: { Thing: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } },
  },
});

test('an answer that is described has no faults', async () => {
  expect(await faultsOf('GET /things/{id}', Response.json({ id: 'a' }))).toEqual([]);
  expect(await faultsOf('DELETE /things/{id}', new Response(null, { status: 204 }))).toEqual([]);
});

test.each([
  ['another status', 'GET', Response.json({ id: 'a' }, { status: 201 }), ['status 201']],
  ['another content type', 'GET', new Response('a'), ['content type text/plain']],
  ['another body', 'GET', Response.json({ id: 1 }), ['/id must be string']],
  ['no body', 'GET', new Response(null), ['content type none']],
  ['a status of another method', 'DELETE', Response.json({ id: 'a' }), ['status 200']],
])('%s is a fault', async (_, method, response, faults) => {
  expect(await faultsOf(`${method} /things/{id}`, response)).toEqual(faults);
});
