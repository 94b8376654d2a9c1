import { describe, expect, it } from 'vitest';
import type { BrokerOrder } from '../order.ts';
import { AS_OF } from '../samples.ts';
import type { BrokerBooks, LedgerBooks } from './reconcile.ts';
import { compareBooks } from './reconcile.ts';

function brokerOrder(clientOrderId: string, fields: Partial<BrokerOrder> = {}): BrokerOrder {
  return {
    brokerOrderId: `b-${clientOrderId}`,
    clientOrderId,
    symbol: 'AAPL',
    side: 'buy',
    type: 'market',
    timeInForce: 'day',
    qty: '10',
    status: 'filled',
    brokerStatus: 'filled',
    filledQty: '10',
    submittedAt: AS_OF,
    updatedAt: AS_OF,
    ...fields,
  };
}

const brokerPosition = (symbol: string, qty: string, avgEntryPrice: string) => ({
  symbol,
  qty,
  avgEntryPrice,
  marketValue: '0',
  currentPrice: '0',
});
const ledgerPosition = (symbol: string, qty: string, avgEntryPrice: string) => ({
  symbol,
  qty,
  avgEntryPrice,
  realizedPnl: '0',
});

function compare(ledger: Partial<LedgerBooks>, broker: Partial<BrokerBooks>) {
  return compareBooks({
    ledger: { orders: [], positions: [], cash: '1000', ...ledger },
    broker: { orders: [], positions: [], cash: '1000', ...broker },
  });
}

describe('compareBooks', () => {
  it('finds nothing between books that say the same, however they write it', () => {
    expect(
      compare(
        {
          orders: [
            { clientOrderId: 'a', status: 'filled', filledQty: '10' },
            { clientOrderId: 'b', status: 'partially_filled', filledQty: '3' },
            { clientOrderId: 'refused', status: 'refused', filledQty: '0' },
            { clientOrderId: 'approved', status: 'approved', filledQty: '0' },
            { clientOrderId: 'old', status: 'canceled', filledQty: '0' },
          ],
          positions: [
            ledgerPosition('AAPL', '13', '33.333333333333333333'),
            ledgerPosition('SOLD', '0', '0'),
          ],
          cash: '1000.004',
        },
        {
          orders: [
            brokerOrder('b', { status: 'accepted', brokerStatus: 'pending_cancel', filledQty: '3.0' }),
            brokerOrder('a'),
          ],
          positions: [brokerPosition('AAPL', '13.00', '33.333333')],
          cash: '1000.00',
        },
      ),
    ).toEqual([]);
  });

  it('names an order that was placed elsewhere', () => {
    expect(compare({}, { orders: [brokerOrder('x')] })).toEqual([
      {
        kind: 'order-not-in-ledger',
        subject: 'x',
        ledger: 'not found',
        broker: 'filled, 10 filled of AAPL',
        explanation: expect.stringContaining('outside AlphaFlow'),
      },
    ]);
  });

  it('explains a missing order whose outcome is open, and only that', () => {
    const [open, lost] = compare(
      {
        orders: [
          { clientOrderId: 'a', status: 'unknown', filledQty: '0' },
          { clientOrderId: 'b', status: 'accepted', filledQty: '0' },
        ],
      },
      {},
    );
    expect(open).toMatchObject({
      kind: 'order-not-at-broker',
      subject: 'a',
      explanation: expect.any(String),
    });
    expect(lost).toEqual({
      kind: 'order-not-at-broker',
      subject: 'b',
      ledger: 'accepted',
      broker: 'not found',
    });
  });

  it('explains a ledger that is behind, and not one that is ahead', () => {
    const order = (status: 'accepted' | 'filled', filledQty: string) => ({
      clientOrderId: 'a',
      status,
      filledQty,
    });
    const behind = compare({ orders: [order('accepted', '0')] }, { orders: [brokerOrder('a')] });
    expect(behind.map(({ kind, explanation }) => [kind, explanation !== undefined])).toEqual([
      ['order-status', true],
      ['order-filled-qty', true],
    ]);
    const ahead = compare(
      { orders: [order('filled', '10')] },
      { orders: [brokerOrder('a', { status: 'canceled', filledQty: '0' })] },
    );
    expect(ahead.map(({ kind, explanation }) => [kind, explanation !== undefined])).toEqual([
      ['order-status', false],
      ['order-filled-qty', false],
    ]);
  });

  it.each([
    [
      'a share more',
      [ledgerPosition('AAPL', '10', '100')],
      [brokerPosition('AAPL', '11', '100')],
      'position-qty',
    ],
    [
      'a trillionth of a share',
      [ledgerPosition('AAPL', '1', '100')],
      [brokerPosition('AAPL', '1.000000000001', '100')],
      'position-qty',
    ],
    ['a position that only the ledger has', [ledgerPosition('AAPL', '10', '100')], [], 'position-qty'],
    ['a position that only the broker has', [], [brokerPosition('AAPL', '-10', '100')], 'position-qty'],
    [
      'a price beyond the tolerance',
      [ledgerPosition('AAPL', '10', '100')],
      [brokerPosition('AAPL', '10', '100.00011')],
      'position-avg-price',
    ],
  ])('sees %s', (_name, positions, broker, kind) => {
    expect(compare({ positions }, { positions: broker })).toMatchObject([{ kind, subject: 'AAPL' }]);
  });

  it('takes a price within a millionth for rounding', () => {
    const ours = [ledgerPosition('AAPL', '10', '100')];
    expect(compare({ positions: ours }, { positions: [brokerPosition('AAPL', '10', '100.0001')] })).toEqual(
      [],
    );
  });

  it('sees a cent of cash', () => {
    expect(compare({ cash: '1000.01' }, {})).toEqual([
      { kind: 'cash', subject: 'cash', ledger: '1000.01', broker: '1000' },
    ]);
  });

  it('gives the same differences in whatever order the rows come', () => {
    const orders = [brokerOrder('c'), brokerOrder('a'), brokerOrder('b')];
    const positions = [brokerPosition('Z', '1', '1'), brokerPosition('A', '1', '1')];
    const one = compare({}, { orders, positions });
    expect(compare({}, { orders: orders.toReversed(), positions: positions.toReversed() })).toEqual(one);
    expect(one.map(({ subject }) => subject)).toEqual(['a', 'b', 'c', 'A', 'Z']);
  });
});
