import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DecimalString } from '../../domain/money.ts';
import type { OrderChanges, OrderClass, OrderRequest, OrderSide, OrderStatus } from '../../domain/order.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type {
  CreatedAt,
  Json,
  JsonOrNull,
  Numeric,
  NumericOrNull,
  Time,
  TimeOrNull,
} from './column-types.ts';

/** One order intent and what became of it; written before anything is sent. */
export interface OrdersTable {
  clientOrderId: string;
  userId: string;
  accountId: string;
  cycleId: string | null;
  /** The cycle's strategy, so that a strategy's orders are one index away. */
  strategyId: ColumnType<string | null, string | null | undefined, never>;
  /** `leg`: an exit that the broker made of a group that is ours; `external`: placed elsewhere. */
  source: 'cycle' | 'manual' | 'external' | 'leg';
  symbol: string;
  side: OrderSide;
  type: string;
  timeInForce: string;
  qty: NumericOrNull;
  notional: NumericOrNull;
  limitPrice: NumericOrNull;
  stopPrice: NumericOrNull;
  trailPrice: NumericOrNull;
  trailPercent: NumericOrNull;
  extendedHours: ColumnType<boolean, boolean | undefined, never>;
  orderClass: ColumnType<OrderClass, OrderClass | undefined, OrderClass>;
  /** The order of a group under which the broker keeps this exit. */
  parentClientOrderId: ColumnType<string | null, string | null | undefined, string | null>;
  /** The order whose place this one takes or took, and the one that took this one's; client order ids. */
  replaces: ColumnType<string | null, string | null | undefined, string | null>;
  replacedBy: ColumnType<string | null, string | null | undefined, string | null>;
  /** The first order of its group: orders of one group and side stand for the same shares, once. */
  groupId: string;
  /** The request as it was asked for. Null for an order that the broker told of: placed elsewhere, or a leg. */
  request: JsonOrNull<OrderRequest>;
  /** SHA-256 of the canonical request: an approval is bound to it. */
  payloadHash: string;
  /** SHA-256 of what was asked for, where that is not the request itself: a replacement, the close of a position. */
  askedHash: ColumnType<string | null, string | null | undefined, never>;
  status: OrderStatus;
  brokerOrderId: string | null;
  brokerStatus: string | null;
  /** No POST after this moment. */
  expiresAt: Time;
  /** Dollars held back for this order while it is open, unknown, or filled beyond what the ledger has booked. */
  reservedNotional: Numeric;
  /** Dollars held back when risk approved it; changes once, when a person has approved it and risk looks again. */
  approvedNotional: ColumnType<DecimalString, DecimalString | undefined, DecimalString>;
  /** Dollars a share by which it was judged: turns what is left of a notional order into shares. */
  referencePrice: NumericOrNull;
  /** Rules that approved it; for a replacement what it changes. Null while it waits for a person. */
  approval: JsonOrNull<{
    readonly rules: readonly string[];
    readonly quote: unknown;
    readonly brokerTime?: string;
    readonly changes?: OrderChanges;
  }>;
  refusal: JsonOrNull<Refusal>;
  /** What the ledger has booked of it, from its fills alone. */
  filledQty: Numeric;
  filledAvgPrice: NumericOrNull;
  /** The largest filled quantity the broker has told: ahead of `filledQty` until the executions arrive. */
  brokerFilledQty: ColumnType<DecimalString, DecimalString | undefined, DecimalString>;
  /** Counts towards risk: open, unknown, or with executions that are not booked yet. */
  isExposed: GeneratedAlways<boolean>;
  submittedAt: TimeOrNull;
  acceptedAt: TimeOrNull;
  terminalAt: TimeOrNull;
  cancelRequestedAt: TimeOrNull;
  createdAt: CreatedAt;
  updatedAt: Time;
}

export interface OrderEventsTable {
  id: Generated<string>;
  clientOrderId: string;
  kind: string;
  data: Json<Readonly<Record<string, unknown>>>;
  at: CreatedAt;
}
