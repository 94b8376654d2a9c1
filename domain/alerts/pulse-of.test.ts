import { describe, expect, it } from 'vitest';
import { pulseOf } from './pulse-of.ts';

const fill = {
  type: 'fill.booked',
  payload: {
    clientOrderId: 'o',
    accountId: 'a',
    symbol: 'AAPL',
    side: 'buy',
    qty: '5',
    price: '100',
    filledQty: '5',
  },
};

describe('an event', () => {
  it('is a fill to those who ask for fills of its symbol and account', () => {
    expect(pulseOf({ id: 'r', terms: { kind: 'fill' }, accountId: null }, fill)).toMatchObject({
      subject: 'o',
      state: 'breached',
      message: 'AAPL: buy 5 at 100; 5 in all of this order.',
    });
    expect(
      pulseOf({ id: 'r', terms: { kind: 'fill', symbol: 'MSFT' }, accountId: null }, fill),
    ).toBeUndefined();
    expect(pulseOf({ id: 'r', terms: { kind: 'fill' }, accountId: 'b' }, fill)).toBeUndefined();
    expect(pulseOf({ id: 'r', terms: { kind: 'drift' }, accountId: null }, fill)).toBeUndefined();
  });

  it('about models or logins may carry what it likes', () => {
    const models = { id: 'r', terms: { kind: 'decision-unavailable' }, accountId: null } as const;
    expect(
      pulseOf(models, { type: 'decision.unavailable', payload: { strategyId: 's', nested: { a: 1 } } }),
    ).toMatchObject({
      subject: 's',
      facts: { strategyId: 's' },
    });
    const logins = { id: 'r', terms: { kind: 'login-burst' }, accountId: null } as const;
    expect(
      pulseOf(logins, {
        type: 'audit.burst',
        payload: { address: '10.0.0.1', refusals: 20, code: 'UNAUTHENTICATED' },
      }),
    ).toMatchObject({
      subject: '10.0.0.1',
      message: '20 requests refused from 10.0.0.1: UNAUTHENTICATED.',
      facts: { address: '10.0.0.1', refusals: '20', code: 'UNAUTHENTICATED' },
    });
    expect(pulseOf(logins, { type: 'audit.burst', payload: {} })).toMatchObject({ subject: 'login' });
  });
});
