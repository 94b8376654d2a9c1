import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../domain/money.ts';
import { ORDER_STATUSES, TERMINAL_STATUSES } from '../domain/order.ts';
import { reservationOf } from './reservation.ts';

const OPEN = {
  approvedNotional: '1000',
  qty: '10',
  notional: null,
  status: 'accepted',
  filledQty: '0',
  filledAvgPrice: null,
  brokerFilledQty: '0',
} as const;

describe('a reservation', () => {
  test('shrinks with what is booked', () => {
    expect(reservationOf(OPEN)).toBe('1000');
    expect(reservationOf({ ...OPEN, filledQty: '3', filledAvgPrice: '90', brokerFilledQty: '3' })).toBe(
      '700',
    );
  });

  test('stays whole while the outcome is unknown', () => {
    expect(reservationOf({ ...OPEN, status: 'unknown' })).toBe('1000');
  });

  test('ends with the order, but for shares that the broker filled and the ledger has not booked', () => {
    expect(reservationOf({ ...OPEN, status: 'canceled' })).toBe('0');
    expect(reservationOf({ ...OPEN, status: 'canceled', brokerFilledQty: '4' })).toBe('400');
    expect(reservationOf({ ...OPEN, status: 'filled', filledQty: '10', brokerFilledQty: '10' })).toBe('0');
  });

  test('of a notional order follows the dollars', () => {
    const notional = { ...OPEN, qty: null, notional: '900' };
    expect(reservationOf({ ...notional, filledQty: '3', filledAvgPrice: '100', brokerFilledQty: '3' })).toBe(
      '666.666667',
    );
    expect(
      reservationOf({ ...notional, filledQty: '9.5', filledAvgPrice: '100', brokerFilledQty: '9.5' }),
    ).toBe('0');
  });

  test('is never negative, never above what was approved, and 0 only when nothing is left to book', () => {
    const amount = integer({ min: 0, max: 1_000_000 }).map((n) =>
      decimal(String(n)).dividedBy(1000).toFixed(),
    );
    assert(
      property(
        constantFrom(...ORDER_STATUSES),
        integer({ min: 1, max: 1000 }),
        amount,
        amount,
        integer({ min: 1, max: 100_000 }),
        (status, qty, filled, atBroker, approved) => {
          const [filledQty, brokerFilledQty] = [filled, atBroker].map((shares) =>
            decimal(shares).greaterThan(qty) ? String(qty) : shares,
          );
          if (filledQty === undefined || brokerFilledQty === undefined) throw new Error('two amounts');
          const order = {
            ...OPEN,
            status,
            qty: String(qty),
            filledQty,
            brokerFilledQty,
            approvedNotional: String(approved),
          };
          const reserved = decimal(reservationOf(order));
          expect(reserved.isNegative()).toBe(false);
          expect(reserved.lessThanOrEqualTo(approved)).toBe(true);
          const target = TERMINAL_STATUSES.has(status) ? decimal(brokerFilledQty) : decimal(String(qty));
          expect(reserved.greaterThan(0)).toBe(target.greaterThan(decimal(filledQty)));
        },
      ),
    );
  });
});
