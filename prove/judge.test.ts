import { expect, test } from 'vitest';
import { judgeAcceptance } from './judge.ts';

const accepted = { id: 'broker-1' };
const known = { brokerOrderId: 'broker-1', status: 'filled' } as const;
const kinds = (...args: Parameters<typeof judgeAcceptance>) =>
  judgeAcceptance(...args).map(({ kind }) => kind);

test('one acceptance that the ledger names is right', () => {
  expect(kinds('order', [accepted], known)).toEqual([]);
});

test('an intent that ended unsent, and is nowhere at the broker, is right', () => {
  expect(kinds('order', [], { brokerOrderId: null, status: 'expired' })).toEqual([]);
});

test('two acceptances under one id are a duplicate, whatever the ledger says', () => {
  expect(kinds('order', [accepted, { id: 'broker-2' }], known)).toEqual(['duplicate']);
});

test.each([
  ['an order that the broker has and the ledger does not', [accepted], undefined],
  ['an intent that is nowhere', [], undefined],
  [
    'an order that the ledger ended unsent and the broker has',
    [accepted],
    { brokerOrderId: null, status: 'expired' },
  ],
  ['an order that the broker never took and the ledger names', [], known],
  ['an order whose other copy the ledger names', [{ id: 'broker-2' }], known],
] as const)('%s is lost', (_, log, row) => {
  expect(kinds('order', log, row)).toEqual(['lost']);
});
