import { type Decimal, floorQty } from '../decimal.ts';
import type { Exchange } from '../exchange.ts';
import type { Account } from '../ledger/account.ts';
import { notFound, type Refusal } from '../refusal.ts';
import { submitOrder } from './submission.ts';

/** Closes a position, whole or in part, by a market order of the day. Open orders that hold its shares stay. */
export async function closePosition(
  exchange: Exchange,
  account: Account,
  symbol: string,
  part: { readonly qty: Decimal } | { readonly percentage: Decimal } | undefined,
  accepted: (orderId: string) => void,
): Promise<Record<string, unknown> | Refusal> {
  const position = account.positions.get(symbol);
  if (!position) return notFound('position does not exist');
  const whole = position.qty.abs();
  let qty = whole;
  if (part) qty = 'qty' in part ? part.qty : floorQty(whole.times(part.percentage).dividedBy(100));
  const request = {
    symbol,
    side: position.qty.isNegative() ? 'buy' : 'sell',
    type: 'market',
    timeInForce: 'day',
    qty,
  } as const;
  return submitOrder(exchange, account, request, accepted);
}
