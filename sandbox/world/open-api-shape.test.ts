import { describe, expect, it } from 'vitest';
import { shapeErrors } from './open-api-shape.ts';

const document = {
  schemas: {
    row: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'integer' },
        kind: { enum: ['a', 'b'] },
        note: { type: 'string', nullable: true },
      },
    },
  },
};
const rows = { type: 'object', additionalProperties: { type: 'array', items: { $ref: '#/schemas/row' } } };

describe('the shape check', () => {
  it.each([
    [{ x: [{ id: 1, kind: 'a', note: null, other: 1 }] }, []],
    [{ x: [{}] }, ['$.x[0].id is missing']],
    [{ x: [{ id: 1.5 }] }, ['$.x[0].id is number, not integer']],
    [{ x: [{ id: 1, kind: 'c' }] }, ['$.x[0].kind is not among the allowed values']],
    [{ x: {} }, ['$.x is object, not array']],
    [[], ['$ is array, not object']],
  ])('of %j finds %j', (value, errors) => {
    expect(shapeErrors(document, rows, value)).toEqual(errors);
  });
});
