import type { Quote, Timestamp } from '../market.ts';
import type { DecimalString } from '../money.ts';
import type { OrderRequest } from '../order.ts';
import type { Facts } from '../refusal.ts';
import type { Latch } from './latch.ts';
import type { RiskLimits } from './limits.ts';
import type { RiskReason } from './reasons.ts';
import type { StrategyLimits } from './strategy-limits.ts';
import type { TradingState } from './trading-state.ts';

/** A symbol that is held or has open orders: shares and, for each of them, dollars. */
export interface Holding {
  readonly symbol: string;
  /** Signed. */
  readonly qty: DecimalString;
  readonly openBuyQty: DecimalString;
  readonly openSellQty: DecimalString;
  /** The latest mark, or what was paid; never below the price of an open order. */
  readonly price: DecimalString;
}

/** How many orders were made. */
export interface OrderCounts {
  readonly openOrders: number;
  readonly ordersLastMinute: number;
  readonly ordersToday: number;
}

/** A decision on the same symbol and side that came shortly before this one. */
export interface EarlierDecision {
  readonly clientOrderId: string;
  readonly ageMs: number;
}

/** Everything that risk judges by, read in one transaction with the account locked. Amounts in dollars and shares. */
export interface RiskContext extends OrderCounts {
  readonly tradingState: TradingState;
  readonly limits: RiskLimits;
  /** The strategy whose order this is, if it has limits of its own, with the orders that it alone has made. */
  readonly strategy?: { readonly limits: StrategyLimits; readonly counts: OrderCounts };
  /** Stops that were seen before and have not been cleared. */
  readonly latches: readonly Latch[];
  /** False until the first reconciliation has adopted the broker's books. */
  readonly reconciled: boolean;
  readonly tradingBlocked: boolean;
  readonly buyingPower: DecimalString;
  readonly equity: DecimalString;
  readonly openingEquity: DecimalString;
  readonly highestEquity: DecimalString;
  readonly rejectStreak: number;
  /** Absent where the broker's clock is a simulated one. */
  readonly clockSkewMs: number | undefined;
  /** Broker time. */
  readonly brokerTime: Timestamp;
  /** Broker time at which the account was read. */
  readonly accountAt: Timestamp;
  readonly marketOpen: boolean;
  readonly asset: { readonly tradable: boolean; readonly fractionable: boolean } | undefined;
  readonly quote: Quote | undefined;
  /** Shares a day; undefined where no bars are known. */
  readonly averageDailyVolume: DecimalString | undefined;
  /** Signed shares held, by the ledger. */
  readonly positionQty: DecimalString;
  /** Shares still to be bought and sold by open and unknown orders of this symbol. */
  readonly openBuyQty: DecimalString;
  readonly openSellQty: DecimalString;
  /** Every symbol that is held or has open or unknown orders. */
  readonly holdings: readonly Holding[];
  /** The latest order by another cycle or key for this symbol and side, if one is to be told of. */
  readonly earlierDecision: EarlierDecision | undefined;
  readonly source: 'cycle' | 'manual';
  /** Dollars reserved by all open and unknown buys of the account. */
  readonly reservedNotional: DecimalString;
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
