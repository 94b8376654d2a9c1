import type { FaultBoard } from './fault-board.ts';

const REQUESTS = {
  cancel: { method: 'DELETE', effect: 'slow-cancel' },
  replace: { method: 'PATCH', effect: 'slow-replace' },
} as const;

/**
 * Real ms that a cancel or replacement of an order takes longer on its way to the exchange: the effects `slow-cancel`
 * and `slow-replace`. What fills meanwhile wins.
 */
export function createChangeDelay(
  board: FaultBoard,
): (change: 'cancel' | 'replace', orderId: string) => number {
  return (change, orderId) => {
    const { method, effect } = REQUESTS[change];
    return board.match('alpaca-trading', method, `/v2/orders/${orderId}`, [effect])?.ms ?? 0;
  };
}
