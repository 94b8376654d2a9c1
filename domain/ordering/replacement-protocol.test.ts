import { describe, expect, test } from 'vitest';
import type { BrokerOrder, OrderStatus } from '../order.ts';
import { exceedsApproval, type Original, replacedNothing, stepAfterRefusal } from './replacement-protocol.ts';

const rejection = { httpStatus: 422, message: 'no', facts: {} };

function original(status: OrderStatus, brokerStatus: string = status, isAnothersPlace = false): Original {
  const at = '2026-11-20T15:00:00.000Z';
  const order: BrokerOrder = {
    symbol: 'AAPL',
    side: 'buy',
    type: 'limit',
    timeInForce: 'day',
    brokerOrderId: 'b',
    clientOrderId: 'c',
    filledQty: '0',
    submittedAt: at,
    updatedAt: at,
    status,
    brokerStatus,
  };
  return { kind: 'found', order, isAnothersPlace };
}

const cases: readonly (readonly [name: string, Original, refusal: string, replacedNothing: boolean])[] = [
  ['stands', original('accepted', 'new'), 'reject', false],
  ['was filled first', original('filled'), 'reject', true],
  ['was canceled first', original('canceled'), 'reject', true],
  ['gives way', original('accepted', 'pending_replace'), 'leave-unknown', false],
  ['has given way, to nobody the ledger knows', original('replaced'), 'leave-unknown', false],
  ['has given way to another', original('replaced', 'replaced', true), 'reject', true],
  ['is not shown', { kind: 'not-found' }, 'leave-unknown', false],
  ['cannot be read', { kind: 'unreadable', reason: 'away' }, 'leave-unknown', false],
];

describe('when the order that is to be replaced', () => {
  test.each(cases)(
    '%s, a refusal and a replacement that is not there mean',
    (_name, seen, refusal, nothing) => {
      expect(stepAfterRefusal(rejection, seen).kind).toBe(refusal);
      expect(replacedNothing(seen)).toBe(nothing);
    },
  );
});

test('a replacement with more shares than were left is more than was approved', () => {
  expect(['1', '2', '2.5'].map((qty) => exceedsApproval({ qty: '2' }, { qty }))).toEqual([
    false,
    false,
    true,
  ]);
});
