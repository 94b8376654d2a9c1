import type { Decimal } from '../decimal.ts';
import type { GroupPlace, OrderType, Side, TimeInForce } from './order.ts';

/** An order as a client asks for it: the fields read and fit together; the account has not been looked at. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly clientOrderId?: string | undefined;
  readonly qty?: Decimal | undefined;
  readonly notional?: Decimal | undefined;
  readonly limitPrice?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
  readonly trailPrice?: Decimal | undefined;
  readonly trailPercent?: Decimal | undefined;
  readonly extendedHours?: boolean | undefined;
  /** Undefined for a simple order. */
  readonly orderClass?: GroupPlace['orderClass'] | undefined;
  readonly takeProfit?: { readonly limitPrice: Decimal } | undefined;
  readonly stopLoss?: StopLoss | undefined;
}

export interface StopLoss {
  readonly stopPrice: Decimal;
  readonly limitPrice: Decimal | undefined;
}
