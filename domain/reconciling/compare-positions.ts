import type { DecimalString } from '../money.ts';
import { decimal } from '../money.ts';
import type { BrokerPosition, LedgerPosition } from '../portfolio.ts';
import type { Difference } from './difference.ts';

/**
 * The broker rounds an average price that does not end. Prices agree when they differ by no more than this share of
 * the broker's, or this many dollars where a share costs less than one.
 */
const AVG_PRICE_TOLERANCE = '0.000001';

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
    if (decimal(mine.qty).isZero() || agree(mine.avgEntryPrice, other.avgEntryPrice)) return [];
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

function agree(ledger: DecimalString, broker: DecimalString): boolean {
  const price = decimal(broker).abs();
  const tolerance = decimal(AVG_PRICE_TOLERANCE).times(price.gt(1) ? price : 1);
  return decimal(ledger).minus(broker).abs().lte(tolerance);
}
