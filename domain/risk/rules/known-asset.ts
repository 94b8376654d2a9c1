import { positiveAmount } from '../amount.ts';
import type { RiskRule } from '../risk-context.ts';

/** The broker knows the symbol, trades it, and trades fractions of it if the order asks for one. */
export const knownAssetRule: RiskRule = (order, { asset }) => {
  const facts = { symbol: order.symbol };
  if (asset === undefined) return { code: 'UNKNOWN_SYMBOL', facts };
  if (!asset.tradable) return { code: 'SYMBOL_NOT_TRADABLE', facts };
  const fraction = order.notional !== undefined || positiveAmount(order.qty)?.isInteger() === false;
  if (!fraction || asset.fractionable) return undefined;
  const size: Record<string, string> =
    order.qty === undefined ? { notional: order.notional ?? '' } : { qty: order.qty };
  return { code: 'NOT_FRACTIONABLE', facts: { ...facts, ...size } };
};
