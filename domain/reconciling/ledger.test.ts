import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../money.ts';
import type { Execution } from '../order.ts';
import type { LedgerPosition } from '../portfolio.ts';
import { execution } from '../samples.ts';
import { applyExecution, cashEffect } from './ledger.ts';

type Trade = readonly [side: 'buy' | 'sell', qty: string, price: string];

function book(trades: readonly Trade[]): LedgerPosition {
  return (
    trades.reduce<LedgerPosition | undefined>(
      (position, [side, qty, price]) => applyExecution(position, execution({ side, qty, price })),
      undefined,
    ) ?? { symbol: 'AAPL', qty: '0', avgEntryPrice: '0', realizedPnl: '0' }
  );
}

describe('applyExecution', () => {
  it.each<[string, readonly Trade[], string, string, string]>([
    ['opens at the price paid', [['buy', '10', '100']], '10', '100', '0'],
    [
      'averages what is added',
      [
        ['buy', '10', '100'],
        ['buy', '30', '110'],
      ],
      '40',
      '107.5',
      '0',
    ],
    [
      'realises on a sale and keeps the average',
      [
        ['buy', '10', '100'],
        ['sell', '4', '105.5'],
      ],
      '6',
      '100',
      '22',
    ],
    [
      'closes to nothing',
      [
        ['buy', '10', '100'],
        ['sell', '10', '90'],
      ],
      '0',
      '0',
      '-100',
    ],
    [
      'opens again after closing',
      [
        ['buy', '1', '5'],
        ['sell', '1', '6'],
        ['buy', '2', '7'],
      ],
      '2',
      '7',
      '1',
    ],
    [
      'goes short',
      [
        ['sell', '10', '100'],
        ['sell', '10', '90'],
      ],
      '-20',
      '95',
      '0',
    ],
    [
      'gains on a short that falls',
      [
        ['sell', '10', '100'],
        ['buy', '4', '90'],
      ],
      '-6',
      '100',
      '40',
    ],
    [
      'goes through zero from long',
      [
        ['buy', '10', '100'],
        ['sell', '15', '110'],
      ],
      '-5',
      '110',
      '100',
    ],
    [
      'goes through zero from short',
      [
        ['sell', '10', '100'],
        ['buy', '15', '110'],
      ],
      '5',
      '110',
      '-100',
    ],
    [
      'is exact where floating point is not',
      [
        ['buy', '0.1', '0.1'],
        ['buy', '0.2', '0.4'],
      ],
      '0.3',
      '0.3',
      '0',
    ],
    [
      'rounds an average that does not end',
      [
        ['buy', '1', '1'],
        ['buy', '2', '2'],
      ],
      '3',
      '1.666666666666666667',
      '0',
    ],
  ])('%s', (_name, trades, qty, avgEntryPrice, realizedPnl) => {
    expect(book(trades)).toEqual({ symbol: 'AAPL', qty, avgEntryPrice, realizedPnl });
  });

  it('asserts that the execution belongs to the position and is of a positive quantity and price', () => {
    const position = book([['buy', '10', '100']]);
    expect(() => applyExecution(position, execution({ symbol: 'MSFT' }))).toThrow(RangeError);
    expect(() => applyExecution(position, execution({ qty: '-1' }))).toThrow(RangeError);
    expect(() => applyExecution(position, execution({ price: '0' }))).toThrow(RangeError);
    expect(() => applyExecution(position, execution({ price: 'NaN' }))).toThrow(RangeError);
  });
});

describe('cashEffect', () => {
  it('is what a fill costs or brings, to the last digit', () => {
    expect(cashEffect(execution({ side: 'buy', qty: '0.123456789', price: '100.01' }))).toBe(
      '-12.34691346789',
    );
    expect(cashEffect(execution({ side: 'sell', qty: '3', price: '0.1' }))).toBe('0.3');
  });
});

describe('any order of the same executions', () => {
  const fill: fc.Arbitrary<Execution> = fc
    .record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      qty: fc.integer({ min: 1, max: 100_000_000 }).map((millionths) => String(millionths / 1_000_000)),
      price: fc.integer({ min: 1, max: 1_000_000 }).map((tenThousandths) => String(tenThousandths / 10_000)),
    })
    .map((fields) => execution(fields));
  const shuffled = fc
    .array(fill, { minLength: 1, maxLength: 12 })
    .chain((fills) => fc.tuple(fc.constant(fills), fc.shuffledSubarray(fills, { minLength: fills.length })));

  const run = (fills: readonly Execution[]) => {
    const position = fills.reduce<LedgerPosition | undefined>(applyExecution, undefined);
    const cash = fills.reduce((total, fill) => total.plus(cashEffect(fill)), decimal('0'));
    const mark = decimal('57.31');
    const qty = decimal(position?.qty ?? '0');
    const unrealized = mark.minus(position?.avgEntryPrice ?? '0').times(qty);
    return { qty, cash, total: unrealized.plus(position?.realizedPnl ?? '0'), mark };
  };

  it('gives the same quantity, cash and total profit', () => {
    fc.assert(
      fc.property(shuffled, ([fills, others]) => {
        const one = run(fills);
        const other = run(others);
        expect(other.qty.eq(one.qty)).toBe(true);
        expect(other.cash.eq(one.cash)).toBe(true);
        expect(other.total.minus(one.total).abs().lte('1e-12')).toBe(true);
      }),
    );
  });

  it('accounts for all cash: total profit is cash and the worth of what is held', () => {
    fc.assert(
      fc.property(fc.array(fill, { minLength: 1, maxLength: 12 }), (fills) => {
        const { qty, cash, total, mark } = run(fills);
        expect(total.minus(cash).minus(qty.times(mark)).abs().lte('1e-12')).toBe(true);
      }),
    );
  });
});
