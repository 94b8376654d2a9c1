import { createHash } from 'node:crypto';
import { type Decimal, exact } from '../decimal.ts';
import type { Order, OrderStatus, Side } from '../orders/order.ts';
import type { Stamp } from '../stamp.ts';
import type { Position } from './position.ts';

export const OPENING_CASH = exact(100_000);

export interface Execution {
  readonly id: string;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Decimal;
  readonly price: Decimal;
  readonly cumulativeQty: Decimal;
  readonly leavesQty: Decimal;
  readonly orderStatus: OrderStatus;
  readonly at: Stamp;
}

/** One broker account: everything that belongs to one key id. */
export interface Account {
  readonly id: string;
  readonly keyId: string;
  readonly openedAt: Stamp;
  cash: Decimal;
  /** The owner's `suspend_trade`: no new orders, cancels still work. */
  suspended: boolean;
  readonly positions: Map<string, Position>;
  /** In the order of acceptance. */
  readonly orders: Order[];
  readonly openOrders: Map<string, Order>;
  readonly byClientOrderId: Map<string, Order>;
  readonly executions: Execution[];
}

export function openAccount(id: string, keyId: string, openedAt: Stamp): Account {
  return {
    id,
    keyId,
    openedAt,
    cash: OPENING_CASH,
    suspended: false,
    positions: new Map(),
    orders: [],
    openOrders: new Map(),
    byClientOrderId: new Map(),
    executions: [],
  };
}

/** The account's id follows from the key id: the same key finds the same account in every world. */
export function accountIdOf(keyId: string): string {
  const hex = createHash('sha256').update(`account:${keyId}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function accountNumberOf(account: Account): string {
  return `PA${account.id.replaceAll('-', '').slice(0, 10).toUpperCase()}`;
}
