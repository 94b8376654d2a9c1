import type { EndStatus, OrderTicket } from './orders/order.ts';
import type { Stamp } from './stamp.ts';

/** Everything that changes the broker's books, as the journal keeps it. The ledger is the sum of its entries. */
export type TradingEntry =
  | {
      readonly type: 'account-opened';
      readonly at: Stamp;
      readonly keyId: string;
      readonly accountId: string;
    }
  | {
      readonly type: 'trading-suspended';
      readonly at: Stamp;
      readonly accountId: string;
      readonly suspended: boolean;
    }
  | { readonly type: 'order-accepted'; readonly at: Stamp; readonly ticket: OrderTicket }
  | { readonly type: 'order-working'; readonly at: Stamp; readonly orderId: string }
  | { readonly type: 'order-triggered'; readonly at: Stamp; readonly orderId: string }
  | {
      readonly type: 'execution';
      readonly at: Stamp;
      readonly orderId: string;
      readonly executionId: string;
      readonly qty: string;
      readonly price: string;
      /** True for the last execution of the order: an order by dollars has no quantity that would tell. */
      readonly completes: boolean;
    }
  | {
      readonly type: 'order-ended';
      readonly at: Stamp;
      readonly orderId: string;
      readonly status: EndStatus;
      readonly replacedBy: string | null;
    };
