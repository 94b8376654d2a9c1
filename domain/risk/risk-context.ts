import type { Quote, Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import type { Facts } from '../refusal.ts';
import type { RiskLimits } from './limits.ts';
import type { RiskReason } from './reasons.ts';
import type { TradingState } from './trading-state.ts';

/** Everything that risk judges by, read in one transaction with the account locked. Amounts in dollars and shares. */
export interface RiskContext {
  readonly tradingState: TradingState;
  readonly limits: RiskLimits;
  /** False until the first reconciliation has adopted the broker's books. */
  readonly reconciled: boolean;
  readonly tradingBlocked: boolean;
  readonly buyingPower: DecimalString;
  readonly equity: DecimalString;
  /** Broker time. */
  readonly brokerTime: Timestamp;
  readonly marketOpen: boolean;
  readonly asset: { readonly tradable: boolean; readonly fractionable: boolean } | undefined;
  readonly quote: Quote | undefined;
  /** Signed shares held, by the ledger. */
  readonly positionQty: DecimalString;
  /** Shares still to be bought and sold by open and unknown orders of this symbol. */
  readonly openBuyQty: DecimalString;
  readonly openSellQty: DecimalString;
  /** Dollars reserved by all open and unknown buys of the account. */
  readonly reservedNotional: DecimalString;
  readonly openOrders: number;
  readonly ordersLastMinute: number;
  readonly ordersToday: number;
}

export type RiskVerdict =
  | {
      readonly kind: 'approved';
      /** Dollars that this order may cost at most, to be reserved: 0 for an order that only reduces. */
      readonly reserveNotional: DecimalString;
      /** Every rule that was asked, in order. */
      readonly rules: readonly string[];
    }
  | { readonly kind: 'refused'; readonly code: RiskReason; readonly message: string; readonly facts: Facts };

/** A rule looks at one order in its context and says why not, or nothing. */
export type RiskRule = (order: OrderRequest, context: RiskContext) => Refused | undefined;
interface Refused {
  readonly code: RiskReason;
  readonly facts: Facts;
}
