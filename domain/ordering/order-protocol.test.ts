import { describe, expect, test } from 'vitest';
import type { BrokerOrder, OrderRequest } from '../order.ts';
import {
  firstStep,
  isRejectedForGood,
  mayPost,
  type SubmittingOrder,
  stepAfterLookUp,
  stepAfterSubmit,
  wasNeverSent,
} from './order-protocol.ts';

const request: OrderRequest = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', qty: '2' };
const expiresAt = new Date('2026-11-20T15:01:00.000Z');
const intime = new Date('2026-11-20T15:00:59.999Z');
const told: BrokerOrder = {
  ...request,
  brokerOrderId: 'b',
  clientOrderId: 'c',
  status: 'accepted',
  brokerStatus: 'new',
  filledQty: '0',
  submittedAt: intime.toISOString(),
  updatedAt: intime.toISOString(),
};
const order = (changes: Partial<SubmittingOrder> = {}): SubmittingOrder => ({
  status: 'approved',
  request,
  cancelRequested: false,
  expiresAt,
  ...changes,
});

describe('before anything is sent', () => {
  test('an approved order is sent, in time and wanted', () => {
    expect(firstStep(order(), intime)).toEqual({ kind: 'send' });
    expect(firstStep(order(), expiresAt)).toEqual({ kind: 'end-unsent', as: 'expired' });
    expect(firstStep(order({ cancelRequested: true }), intime)).toEqual({
      kind: 'end-unsent',
      as: 'canceled',
    });
    expect([mayPost(order(), intime), mayPost(order(), expiresAt)]).toEqual([true, false]);
  });

  test.each(['submitting', 'unknown'] as const)(
    '%s is looked up, however late and whatever is wished',
    (status) => {
      expect(firstStep(order({ status, cancelRequested: true }), expiresAt)).toEqual({ kind: 'look-up' });
    },
  );

  test.each(['accepted', 'filled', 'canceled', 'refused'] as const)('%s needs nothing', (status) => {
    expect(firstStep(order({ status }), intime)).toEqual({ kind: 'settled' });
  });
});

describe('after a look-up', () => {
  const unknown = order({ status: 'unknown' });

  test('what is found is adopted if it is what was approved, and contradicts if it is not', () => {
    expect(stepAfterLookUp(unknown, { kind: 'found', order: told }, expiresAt).kind).toBe('adopt');
    const other = { kind: 'found', order: { ...told, qty: '3' } } as const;
    expect(stepAfterLookUp(unknown, other, intime)).toMatchObject({ kind: 'contradiction' });
  });

  test('what is not found is sent again in time, and not after', () => {
    expect(stepAfterLookUp(unknown, { kind: 'not-found' }, intime)).toEqual({ kind: 'send' });
    expect(stepAfterLookUp(unknown, { kind: 'not-found' }, expiresAt)).toMatchObject({ kind: 'end-unsent' });
  });

  test('a broker that cannot be read is no answer', () => {
    expect(stepAfterLookUp(unknown, { kind: 'unreadable', reason: 'away' }, intime)).toEqual({
      kind: 'leave-unknown',
      reason: 'away',
    });
  });
});

test('only the broker’s own no rejects: a lost answer leaves the outcome open', () => {
  const rejection = { httpStatus: 403, message: 'no', facts: {} };
  const outcomes = [
    { kind: 'accepted', order: told },
    { kind: 'rejected', rejection },
    { kind: 'duplicate' },
    { kind: 'not-sent', reason: '429' },
    { kind: 'unknown', reason: 'time-out' },
  ] as const;
  expect(outcomes.map((outcome) => stepAfterSubmit(order(), outcome).kind)).toEqual([
    'adopt',
    'reject',
    'look-up',
    'leave-unsent',
    'leave-unknown',
  ]);
});

describe('a replacement', () => {
  const replacement = order({ replacement: { orderClass: 'bracket' } });
  const refused = { kind: 'rejected', rejection: { httpStatus: 422, message: 'no', facts: {} } } as const;

  test('that is refused asks its original first: it may have taken the place already', () => {
    expect(stepAfterSubmit(replacement, refused)).toMatchObject({ kind: 'ask-original' });
    expect(stepAfterSubmit(order(), refused)).toMatchObject({ kind: 'reject' });
  });

  test('has the quantity that the broker counts and the group that it is in', () => {
    const group = { ...told, orderClass: 'bracket', legs: [] } as const;
    const less = { kind: 'found', order: { ...group, qty: '1' } } as const;
    expect(stepAfterLookUp(replacement, less, intime)).toMatchObject({ kind: 'adopt' });
    const other = { kind: 'found', order: { ...group, symbol: 'MSFT' } } as const;
    expect(stepAfterLookUp(replacement, other, intime)).toMatchObject({ kind: 'contradiction' });
  });
});

test('never sent is proved by one proof an attempt, and by nothing else', () => {
  const sent = { status: 'unknown', isAtBroker: false, attempts: 2, unsent: 2 } as const;
  expect(wasNeverSent(sent)).toBe(true);
  expect(wasNeverSent({ ...sent, unsent: 1 })).toBe(false);
  expect(wasNeverSent({ ...sent, isAtBroker: true })).toBe(false);
  expect(wasNeverSent({ ...sent, status: 'submitting' })).toBe(false);
  expect(wasNeverSent({ ...sent, status: 'awaiting_approval', attempts: 0, unsent: 0 })).toBe(true);
});

test('an order that waits for a person is never sent by the protocol', () => {
  const waiting = { status: 'awaiting_approval', request, cancelRequested: false, expiresAt } as const;
  expect(firstStep(waiting, intime)).toEqual({ kind: 'settled' });
});

test('a rejection ends what nothing more is known of, and only for the latest attempt', () => {
  const open = { status: 'submitting', isAtBroker: false, isLatestAttempt: true } as const;
  expect(isRejectedForGood(open)).toBe(true);
  expect(isRejectedForGood({ ...open, isLatestAttempt: false })).toBe(false);
  expect(isRejectedForGood({ ...open, isAtBroker: true })).toBe(false);
  expect(isRejectedForGood({ ...open, status: 'accepted' })).toBe(false);
});
