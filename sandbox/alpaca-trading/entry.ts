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
  | {
      readonly type: 'order-accepted';
      readonly at: Stamp;
      /** An order that `replaces` another makes that one wait for its replacement. */
      readonly ticket: OrderTicket;
      /** Accepted with it, in one line: a kill leaves all of a group or none of it. */
      readonly legs?: readonly OrderTicket[];
    }
  | { readonly type: 'order-working'; readonly at: Stamp; readonly orderId: string }
  | { readonly type: 'order-triggered'; readonly at: Stamp; readonly orderId: string }
  /** A trailing stop has followed the market. */
  | {
      readonly type: 'order-trailed';
      readonly at: Stamp;
      readonly orderId: string;
      readonly hwm: string;
      readonly stopPrice: string;
    }
  /** A leg has shrunk or grown with what the other one filled. */
  | { readonly type: 'order-resized'; readonly at: Stamp; readonly orderId: string; readonly qty: string }
  | { readonly type: 'cancel-requested'; readonly at: Stamp; readonly orderId: string }
  /** The change that was pending will not happen. */
  | { readonly type: 'change-refused'; readonly at: Stamp; readonly orderId: string }
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
  /** The exchange takes an execution back; `corrected` is what stands in its place. */
  | {
      readonly type: 'execution-busted';
      readonly at: Stamp;
      readonly orderId: string;
      readonly executionId: string;
      readonly corrected: {
        readonly executionId: string;
        readonly qty: string;
        readonly price: string;
      } | null;
    }
  | {
      readonly type: 'order-ended';
      readonly at: Stamp;
      readonly orderId: string;
      readonly status: EndStatus;
      readonly replacedBy: string | null;
    };
