import type { DecimalString } from './money.ts';

/** The broker's account. Dollars. */
export interface BrokerAccountState {
  readonly accountNumber: string;
  readonly status: string;
  readonly currency: string;
  readonly cash: DecimalString;
  readonly equity: DecimalString;
  readonly buyingPower: DecimalString;
  readonly tradingBlocked: boolean;
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
