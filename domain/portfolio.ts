import type { Timestamp } from './market.ts';
import type { DecimalString } from './money.ts';

/** The broker's account. Dollars. */
export interface BrokerAccountState {
  readonly accountNumber: string;
  readonly status: string;
  readonly currency: string;
  readonly cash: DecimalString;
  readonly equity: DecimalString;
  readonly buyingPower: DecimalString;
  /** Equity at the last close, where the broker tells it. */
  readonly lastEquity?: DecimalString;
  /** The broker does not let this account trade. */
  readonly tradingBlocked: boolean;
  /** The account's owner has suspended trading at the broker; absent counts as not. */
  readonly tradingSuspended?: boolean;
}

/** The account as one reading found it, with our own clock before the question and after the answer. */
export interface AccountLook {
  readonly state: BrokerAccountState;
  readonly askedAt: Timestamp;
  readonly answeredAt: Timestamp;
}

/** A holding at the broker. `qty` is negative for a short position. */
export interface BrokerPosition {
  readonly symbol: string;
  readonly qty: DecimalString;
  readonly avgEntryPrice: DecimalString;
  /** Absent while the broker has no price. */
  readonly marketValue?: DecimalString;
  readonly currentPrice?: DecimalString;
}

/** A holding in the ledger. */
export interface LedgerPosition {
  readonly symbol: string;
  readonly qty: DecimalString;
  readonly avgEntryPrice: DecimalString;
  readonly realizedPnl: DecimalString;
}
