import { decimal } from '../money.ts';
import type { BrokerPosition, LedgerPosition } from '../portfolio.ts';
import type { Difference } from './difference.ts';
import { pricesAgree } from './prices-agree.ts';

/** Quantities agree exactly. A position of zero and no position are the same. */
export function comparePositions(
  ledger: readonly LedgerPosition[],
  broker: readonly BrokerPosition[],
): readonly Difference[] {
  const ours = new Map(ledger.map((position) => [position.symbol, position]));
  const theirs = new Map(broker.map((position) => [position.symbol, position]));
  const symbols = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return symbols.flatMap((symbol): readonly Difference[] => {
    const mine = ours.get(symbol) ?? { qty: '0', avgEntryPrice: '0' };
    const other = theirs.get(symbol) ?? { qty: '0', avgEntryPrice: '0' };
    if (!decimal(mine.qty).eq(other.qty)) {
      return [{ kind: 'position-qty', subject: symbol, ledger: mine.qty, broker: other.qty }];
    }
    if (decimal(mine.qty).isZero() || pricesAgree(mine.avgEntryPrice, other.avgEntryPrice)) return [];
    return [
      {
        kind: 'position-avg-price',
        subject: symbol,
        ledger: mine.avgEntryPrice,
        broker: other.avgEntryPrice,
      },
    ];
  });
}
