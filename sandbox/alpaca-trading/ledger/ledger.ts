import { exact, ZERO } from '../decimal.ts';
import type { TradingEntry } from '../entry.ts';
import { isOpen, type Order, openOrder } from '../orders/order.ts';
import { stampMs } from '../stamp.ts';
import { type Account, type Execution, openAccount } from './account.ts';
import { afterExecution, FLAT } from './position.ts';

/** The broker's books. They change by entries alone, so replaying the journal gives the same books. */
export interface Ledger {
  apply(entry: TradingEntry): void;
  accountByKey(keyId: string): Account | undefined;
  account(accountId: string): Account;
  order(orderId: string): Order | undefined;
  /** Every order ever accepted, oldest first. */
  orders(): readonly Order[];
  /** Open orders of all accounts, oldest first. */
  openOrders(): readonly Order[];
}

export function createLedger(): Ledger {
  const byKey = new Map<string, Account>();
  const byId = new Map<string, Account>();
  const orders = new Map<string, Order>();
  const all: Order[] = [];
  const open = new Map<string, Order>();

  const account = (accountId: string): Account => {
    const found = byId.get(accountId);
    if (!found) throw new Error(`no account ${accountId}`);
    return found;
  };
  const known = (orderId: string): Order => {
    const found = orders.get(orderId);
    if (!found) throw new Error(`no order ${orderId}`);
    return found;
  };
  const close = (order: Order): void => {
    open.delete(order.ticket.id);
    account(order.ticket.accountId).openOrders.delete(order.ticket.id);
  };

  const apply = (entry: TradingEntry): void => {
    switch (entry.type) {
      case 'account-opened': {
        const opened = openAccount(entry.accountId, entry.keyId, entry.at);
        byKey.set(opened.keyId, opened);
        byId.set(opened.id, opened);
        return;
      }
      case 'trading-suspended':
        account(entry.accountId).suspended = entry.suspended;
        return;
      case 'order-accepted': {
        const order = openOrder(entry.ticket, entry.at);
        const owner = account(entry.ticket.accountId);
        orders.set(entry.ticket.id, order);
        all.push(order);
        open.set(entry.ticket.id, order);
        owner.orders.push(order);
        owner.openOrders.set(entry.ticket.id, order);
        owner.byClientOrderId.set(entry.ticket.clientOrderId, order);
        return;
      }
      case 'order-working': {
        const order = known(entry.orderId);
        order.status = 'new';
        order.workingSince = stampMs(entry.at);
        order.updatedAt = entry.at;
        return;
      }
      case 'order-triggered': {
        const order = known(entry.orderId);
        order.triggered = true;
        order.updatedAt = entry.at;
        return;
      }
      case 'execution': {
        const order = known(entry.orderId);
        const execution = execute(order, entry);
        book(account(order.ticket.accountId), execution);
        if (!isOpen(order)) close(order);
        return;
      }
      case 'order-ended': {
        const order = known(entry.orderId);
        order.status = entry.status;
        order.endedAt = entry.at;
        order.updatedAt = entry.at;
        order.replacedBy = entry.replacedBy;
        close(order);
        return;
      }
    }
  };

  return {
    apply,
    account,
    accountByKey: (keyId) => byKey.get(keyId),
    order: (orderId) => orders.get(orderId),
    orders: () => all,
    openOrders: () => [...open.values()],
  };
}

function execute(order: Order, entry: Extract<TradingEntry, { type: 'execution' }>): Execution {
  const qty = exact(entry.qty);
  const price = exact(entry.price);
  order.filledQty = order.filledQty.plus(qty);
  order.filledCost = order.filledCost.plus(qty.times(price));
  order.executionCount += 1;
  order.status = entry.completes ? 'filled' : 'partially_filled';
  order.filledAt = entry.completes ? entry.at : order.filledAt;
  order.updatedAt = entry.at;
  const total = order.ticket.qty;
  return {
    id: entry.executionId,
    orderId: order.ticket.id,
    symbol: order.ticket.symbol,
    side: order.ticket.side,
    qty,
    price,
    cumulativeQty: order.filledQty,
    leavesQty: total === null ? ZERO : exact(total).minus(order.filledQty),
    orderStatus: order.status,
    at: entry.at,
  };
}

function book(account: Account, execution: Execution): void {
  const signed = execution.side === 'buy' ? execution.qty : execution.qty.negated();
  account.cash = account.cash.minus(signed.times(execution.price));
  const after = afterExecution(account.positions.get(execution.symbol) ?? FLAT, signed, execution.price);
  if (after.qty.isZero()) account.positions.delete(execution.symbol);
  else account.positions.set(execution.symbol, after);
  account.executions.push(execution);
}
