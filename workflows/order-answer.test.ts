import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTerminal, ORDER_STATUSES, type OrderStatus } from '../domain/order.ts';
import type { OrderAnswer } from './messages.ts';
import { isAnswerable, isUnsettled, mergeAnswer, validateCancel } from './order-answer.ts';

const answer = (status: OrderStatus, filledQty = '0'): OrderAnswer => ({
  clientOrderId: 'c-1',
  payloadHash: 'hash',
  status,
  filledQty,
});
const anyStatus = constantFrom(...ORDER_STATUSES);

describe('what an order workflow knows', () => {
  test('never leaves an end, whatever is heard after it, unless shares turn out to be filled', () => {
    const staysEnded = (first: OrderStatus, later: readonly OrderStatus[]): boolean => {
      const heard = later.reduce<OrderAnswer>(
        (known, status) => mergeAnswer(known, answer(status)),
        answer(first),
      );
      return heard.status === first || heard.status === 'filled';
    };
    const ends = constantFrom(...ORDER_STATUSES.filter(isTerminal));
    expect(() => assert(property(ends, array(anyStatus, { maxLength: 6 }), staysEnded))).not.toThrow();
  });

  test('keeps a person’s word, whether it is heard before or after what it has led to', () => {
    const asked = {
      reason: { code: 'APPROVAL_ABOVE_USD', message: 'm', facts: {} },
      payloadHash: 'hash',
      expiresAt: '2026-03-02T15:05:00.000Z',
    } as const;
    const said = { decision: 'approve', by: 'owner', at: '2026-03-02T15:04:00.000Z' } as const;
    const waiting = { ...answer('awaiting_approval'), approval: asked };
    const decided = { ...answer('accepted'), approval: { ...asked, decided: said } };
    const late = mergeAnswer(mergeAnswer(waiting, answer('filled', '5')), decided);
    expect(late).toMatchObject({ status: 'filled', approval: { decided: said } });
    expect(mergeAnswer(decided, waiting)).toMatchObject({ status: 'accepted', approval: { decided: said } });
  });

  test('keeps the facts of the news that moved it', () => {
    const accepted = mergeAnswer(answer('unknown'), { ...answer('accepted'), brokerOrderId: 'b-1' });
    const filled = mergeAnswer(accepted, answer('filled', '5'));
    expect(filled).toMatchObject({ status: 'filled', filledQty: '5', brokerOrderId: 'b-1' });
    expect(mergeAnswer(filled, answer('accepted', '2'))).toEqual(filled);
  });

  test('an unknown outcome is an answer for the caller and not the end of the work', () => {
    expect(isAnswerable(answer('unknown'))).toBe(true);
    expect(isUnsettled(answer('unknown'))).toBe(true);
    expect(isAnswerable(answer('submitting'))).toBe(false);
  });

  test('an order that has ended cannot be canceled; any other can be asked for', () => {
    const refuses = (status: OrderStatus): boolean => {
      try {
        validateCancel(answer(status));
        return false;
      } catch {
        return true;
      }
    };
    expect(ORDER_STATUSES.filter(refuses)).toEqual(ORDER_STATUSES.filter(isTerminal));
    expect(() => validateCancel(undefined)).not.toThrow();
  });
});
