import { describe, expect, test } from 'vitest';
import { judgeAcceptance, judgeHistory, judgeLinks } from './judge.ts';

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

test('an order that the ledger once ended without the broker, and the broker has, was lost for a while', () => {
  const history = [{ kind: 'submitting' }, { kind: 'rejected' }, { kind: 'fill' }];
  expect(judgeHistory('order', [accepted], history)).toMatchObject([{ kind: 'lost' }]);
  expect(judgeHistory('order', [], history)).toEqual([]);
  expect(judgeHistory('order', [accepted], history, 'rejected')).toEqual([]);
  expect(judgeHistory('order', [accepted], [{ kind: 'unknown' }, { kind: 'accepted' }])).toEqual([]);
});

describe('links', () => {
  const row = { clientOrderId: 'order', status: 'canceled' } as const;
  const alone = { replaces: null, replaced_by: null, legs: null };
  const none = { replaces: null, replacedBy: null, legs: [] };
  const found = (...args: Parameters<typeof judgeLinks>) => judgeLinks(...args).map(({ kind }) => kind);

  test('that are the broker’s are right, in whatever order the exits come', () => {
    expect(found(row, alone, none)).toEqual([]);
    const told = { replaces: 'a', replaced_by: 'b', legs: [{ id: 'c' }, { id: 'd' }] };
    expect(found(row, told, { replaces: 'a', replacedBy: 'b', legs: ['d', 'c'] })).toEqual([]);
  });

  test.each([
    ['an exit that the ledger lacks', { ...alone, legs: [{ id: 'c' }] }, none],
    ['an exit that the broker lacks', alone, { ...none, legs: ['c'] }],
    ['a replacement that the ledger does not know', { ...alone, replaced_by: 'b' }, none],
    ['a replacement of something else', { ...alone, replaces: 'a' }, { ...none, replaces: 'x' }],
  ] as const)('%s is drift', (_, told, ours) => {
    expect(found(row, told, ours)).toEqual(['drift']);
  });

  test('of a rejected replacement say whose place it was to take, and no more', () => {
    expect(found({ ...row, status: 'rejected' }, alone, { ...none, replaces: 'a' })).toEqual([]);
  });
});
