import { type Decimal, type DecimalString, decimal } from '../money.ts';
import type { Execution } from '../order.ts';
import type { Difference } from './difference.ts';
import { cashEffect } from './ledger.ts';

/** What the ledger showed, one after the other, while the broker's books were being read. */
interface Moments {
  readonly cash: readonly Decimal[];
  readonly qtyBySymbol: ReadonlyMap<string, readonly Decimal[]>;
}

/**
 * Differences that remain when the books move while they are compared. The broker is read first and the ledger after
 * it, so executions booked in the meantime are in the ledger's figures alone: a broker's figure that the ledger had
 * before one of `recent` (oldest first) is no difference. A lasting difference is none of those figures.
 */
export function standingDifferences(
  differences: readonly Difference[],
  ledger: {
    readonly cash: DecimalString;
    readonly positions: readonly { readonly symbol: string; readonly qty: DecimalString }[];
  },
  recent: readonly Execution[],
): readonly Difference[] {
  if (recent.length === 0 || differences.length === 0) return differences;
  const moments = momentsOf(ledger, recent);
  return differences.filter((difference) => !passedThrough(difference, moments));
}

function passedThrough({ kind, subject, broker }: Difference, moments: Moments): boolean {
  if (kind === 'cash') return moments.cash.some((cash) => cash.minus(broker).abs().lt('0.01'));
  if (kind === 'position-qty')
    return moments.qtyBySymbol.get(subject)?.some((qty) => qty.eq(broker)) === true;
  // An average moves with the quantity; while it moves, the quantity tells enough.
  return kind === 'position-avg-price' && moments.qtyBySymbol.has(subject);
}

function momentsOf(ledger: Parameters<typeof standingDifferences>[1], recent: readonly Execution[]): Moments {
  const cash = [decimal(ledger.cash)];
  const qtyBySymbol = new Map<string, Decimal[]>();
  for (const execution of recent.toReversed()) {
    const { symbol, side, qty } = execution;
    const after = cash.at(-1) ?? decimal(ledger.cash);
    cash.push(after.minus(cashEffect(execution)));
    const held = ledger.positions.find((position) => position.symbol === symbol)?.qty ?? '0';
    const moments = qtyBySymbol.get(symbol) ?? [decimal(held)];
    const current = moments.at(-1) ?? decimal(held);
    moments.push(side === 'buy' ? current.minus(qty) : current.plus(qty));
    qtyBySymbol.set(symbol, moments);
  }
  return { cash, qtyBySymbol };
}
