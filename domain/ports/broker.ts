import type { MarketClock, Timestamp } from '../market.ts';
import type {
  BrokerOrder,
  CancelOutcome,
  ClientOrderId,
  Execution,
  OrderChanges,
  OrderRequest,
  SubmitOutcome,
  TradeUpdate,
} from '../order.ts';
import type { BrokerAccountState, BrokerPosition } from '../portfolio.ts';

export interface BrokerAsset {
  readonly symbol: string;
  readonly name: string;
  readonly tradable: boolean;
  readonly fractionable: boolean;
  readonly shortable: boolean;
}

/** What came of the wish to cancel one of all open orders. */
export interface CancelAnswer {
  readonly brokerOrderId: string;
  /** The broker's HTTP status for this order: 200 when the request was taken. */
  readonly status: number;
}

export interface TradeUpdateListener {
  /** Called once for every event, in the order of arrival; the next event waits until it resolves. */
  onUpdate(update: TradeUpdate): Promise<void>;
  /** The stream is (again) authorised and listening: whatever happened before must be caught up over REST. */
  onConnected(): Promise<void>;
  onDisconnected(reason: string): void;
}

/**
 * One account at one broker. Reads throw `SourceOutage` when the broker cannot be read; a broker that cannot be
 * read is never an empty account. `signal` ends a call early.
 */
export interface Broker {
  account(signal?: AbortSignal): Promise<BrokerAccountState>;
  positions(signal?: AbortSignal): Promise<readonly BrokerPosition[]>;
  clock(signal?: AbortSignal): Promise<MarketClock>;
  asset(symbol: string, signal?: AbortSignal): Promise<BrokerAsset | undefined>;
  /** Open orders, or every order submitted after `after`; all pages. */
  orders(
    query: { readonly status: 'open' } | { readonly status: 'all'; readonly after: Timestamp },
    signal?: AbortSignal,
  ): Promise<readonly BrokerOrder[]>;
  /** With its legs, where it has some. */
  orderByClientOrderId(id: ClientOrderId, signal?: AbortSignal): Promise<BrokerOrder | undefined>;
  /** Executions at or after `after`, oldest first, all pages. */
  executions(query: { readonly after: Timestamp }, signal?: AbortSignal): Promise<readonly Execution[]>;
  /** One POST, never repeated here. Never throws for what the broker or the network did. */
  submit(id: ClientOrderId, request: OrderRequest, signal?: AbortSignal): Promise<SubmitOutcome>;
  /** One PATCH, never repeated here: `id` is the replacement's. Never throws for what the broker or the network did. */
  replace(
    brokerOrderId: string,
    id: ClientOrderId,
    changes: OrderChanges,
    signal?: AbortSignal,
  ): Promise<SubmitOutcome>;
  cancel(brokerOrderId: string, signal?: AbortSignal): Promise<CancelOutcome>;
  /** Asks for the end of every open order of the account, whoever placed it. */
  cancelAll(signal?: AbortSignal): Promise<readonly CancelAnswer[]>;
  /** Makes the broker refuse every order of the account, or take them again. @throws SourceOutage */
  suspendTrading(suspended: boolean, signal?: AbortSignal): Promise<void>;
  /** Follows the trade-update stream until `signal` aborts; reconnects without end. */
  followTradeUpdates(listener: TradeUpdateListener, signal: AbortSignal): Promise<void>;
}
