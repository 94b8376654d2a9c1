import { expect, test } from 'vitest';
import { averageText, exact, text } from '../decimal.ts';
import { afterExecution, FLAT, type Position } from './position.ts';

function after(executions: readonly (readonly [string, string])[]): Position {
  return executions.reduce<Position>(
    (position, [qty, price]) => afterExecution(position, exact(qty), exact(price)),
    FLAT,
  );
}

test.each([
  [
    'adding moves the average',
    [
      ['10', '100'],
      ['5', '103'],
    ],
    '15',
    '101',
  ],
  [
    'reducing keeps it',
    [
      ['10', '100'],
      ['5', '103'],
      ['-9', '200'],
    ],
    '6',
    '101',
  ],
  [
    'a short has a positive average',
    [
      ['-10', '50'],
      ['-10', '60'],
    ],
    '-20',
    '55',
  ],
  [
    'buying back keeps it',
    [
      ['-10', '50'],
      ['4', '10'],
    ],
    '-6',
    '50',
  ],
  [
    'going through zero starts anew',
    [
      ['3', '50'],
      ['-5', '40'],
    ],
    '-2',
    '40',
  ],
  [
    'thirds are rounded only when shown',
    [
      ['3', '1'],
      ['-1', '9'],
      ['1', '1.0000001'],
    ],
    '3',
    '1.000000033',
  ],
] as const)('%s', (_name, executions, qty, average) => {
  const position = after(executions);
  expect(text(position.qty)).toBe(qty);
  expect(averageText(position.cost, position.qty.abs())).toBe(average);
});

test('selling all of it leaves nothing behind', () => {
  expect(
    after([
      ['0.123456789', '99.99'],
      ['0.3', '3'],
      ['-0.423456789', '1'],
    ]),
  ).toEqual(FLAT);
});
