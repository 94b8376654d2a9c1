import { describe, expect, it } from 'vitest';
import type { BrokerOrder, OrderRequest } from './order.ts';
import { payloadDifferences, payloadText } from './payload-text.ts';
import { AS_OF, orderRequest } from './samples.ts';

describe('payloadText', () => {
  it('is the same for the same order, whatever the order of its fields and the writing of its numbers', () => {
    const one: OrderRequest = {
      symbol: 'AAPL',
      side: 'buy',
      type: 'limit',
      timeInForce: 'day',
      qty: '1.0',
      limitPrice: '10',
    };
    const other: OrderRequest = {
      limitPrice: '010.000',
      qty: '1',
      extendedHours: false,
      timeInForce: 'day',
      type: 'limit',
      side: 'buy',
      symbol: 'AAPL',
    };
    expect(payloadText(one)).toBe(payloadText(other));
  });

  it('is another for any other field', () => {
    const limit = orderRequest({ type: 'stop_limit', limitPrice: '10', stopPrice: '9' });
    const { qty, ...dollars } = limit;
    const others: readonly OrderRequest[] = [
      { ...limit, symbol: 'MSFT' },
      { ...limit, side: 'sell' },
      { ...limit, type: 'limit' },
      { ...limit, timeInForce: 'gtc' },
      { ...limit, qty: '11' },
      { ...dollars, notional: qty ?? '' },
      { ...limit, limitPrice: '10.01' },
      { ...limit, stopPrice: '9.01' },
      { ...limit, limitPrice: '9', stopPrice: '10' },
      { ...limit, extendedHours: true },
    ];
    expect(new Set([limit, ...others].map(payloadText)).size).toBe(others.length + 1);
  });

  it('has a text for an order that no rule will let through', () => {
    expect(payloadText(orderRequest({ qty: 'NaN' }))).not.toBe(payloadText(orderRequest({ qty: '-1' })));
  });
});

describe('payloadDifferences', () => {
  const found: BrokerOrder = {
    brokerOrderId: 'b',
    clientOrderId: 'c',
    symbol: 'AAPL',
    side: 'buy',
    type: 'market',
    timeInForce: 'day',
    qty: '10.00',
    status: 'accepted',
    brokerStatus: 'new',
    filledQty: '0',
    submittedAt: AS_OF,
    updatedAt: AS_OF,
  };

  it('finds none between an order and what the broker made of it', () => {
    expect(payloadDifferences(orderRequest(), found)).toEqual([]);
  });

  it('names each field that differs', () => {
    const other = { ...found, symbol: 'MSFT', side: 'sell', qty: '11', limitPrice: '5' } as const;
    expect(payloadDifferences(orderRequest(), other)).toEqual([
      'symbol: asked AAPL, found MSFT',
      'side: asked buy, found sell',
      'qty: asked 10, found 11',
      'limitPrice: asked none, found 5',
    ]);
  });
});
