import { describe, expect, test } from 'vitest';
import type { OrderStatus } from '../../../domain/order.ts';
import { ProblemError } from '../../problem-error.ts';
import { placementStatus } from './place-order.ts';

function answerOf(status: OrderStatus) {
  return { clientOrderId: 'm-1', brokerOrderId: null, status, filledQty: '0', filledAvgPrice: null };
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the status of a placed order’s answer', () => {
  test.each(['accepted', 'partially_filled', 'filled', 'canceled', 'expired', 'replaced'] as const)(
    'is 201 for %s: the broker has had it',
    (status) => {
      expect(placementStatus(answerOf(status))).toBe(201);
    },
  );

  test.each(['unknown', 'submitting', 'approved'] as const)('is 202 for %s: nobody knows yet', (status) => {
    expect(placementStatus(answerOf(status))).toBe(202);
  });

  test('is 422 with the broker’s own code for a rejection', () => {
    const refusal = { code: '40310000', message: 'insufficient buying power', facts: {} };
    const thrown = thrownBy(() => placementStatus({ ...answerOf('rejected'), refusal }));
    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({
      status: 422,
      code: '40310000',
      members: { orderStatus: 'rejected', refusal },
    });
  });

  test('is 422 with a code of ours for a rejection without a reason', () => {
    expect(thrownBy(() => placementStatus(answerOf('rejected')))).toMatchObject({ code: 'BROKER_REJECTED' });
  });
});
