import { expect, test } from 'vitest';
import { composeExample } from './compose-example.ts';

const schemas = {
  Thing: {
    type: 'object',
    properties: {
      id: { type: 'string', example: 'a' },
      kind: { type: 'string', enum: ['one', 'other'] },
      endedAt: { type: ['string', 'null'], example: '2026-03-02' },
      isOld: { type: 'boolean' },
      note: { type: 'string', example: 'left out' },
    },
    required: ['id', 'kind', 'endedAt', 'isOld'],
  },
};
const thing = { id: 'a', kind: 'one', endedAt: null, isOld: false };
const Thing = { $ref: '#/components/schemas/Thing' };
const of = (schema: unknown) => composeExample(schema, schemas);

test('an example is made of the parts’ examples', () => {
  expect(of(Thing)).toEqual({ example: thing });
  const page = {
    type: 'object',
    properties: { items: { type: 'array', items: Thing } },
    required: ['items'],
  };
  expect(of(page)).toEqual({ example: { items: [thing] } });
  expect(of({ anyOf: [Thing, { type: 'string' }] })).toEqual({ example: thing });
  expect(of({ anyOf: [Thing, { type: 'null' }] })).toEqual({ example: null });
  expect(of({ type: 'object', additionalProperties: { type: 'string' } })).toEqual({ example: {} });
});

test('what a schema’s own example says goes before what is made', () => {
  const own = { ...schemas.Thing, example: { kind: 'other', note: 'own' } };
  expect(of(own)).toEqual({ example: { ...thing, kind: 'other', note: 'own' } });
});

test('without a part’s example there is none, and the part is named', () => {
  const count = { type: 'integer' };
  const lacking = {
    type: 'object',
    properties: { items: { type: 'array', items: count } },
    required: ['items'],
  };
  expect(of(lacking)).toEqual({ lacking: ['.items[]'] });
  expect(of({ ...lacking, example: { items: [1] } })).toEqual({ example: { items: [1] } });
});
