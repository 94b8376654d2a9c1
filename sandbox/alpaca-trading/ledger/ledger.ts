import type { TradingEntry } from '../entry.ts';
import { isOpen, isPending, type Order, type OrderTicket, openOrder } from '../orders/order.ts';
import { type Stamp, stampMs } from '../stamp.ts';
import { type Account, type Execution, openAccount } from './account.ts';
import { bookExecution, bustExecution } from './book-execution.ts';

/** The broker's books. They change by entries alone, so replaying the journal gives the same books. */
export interface Ledger {
  apply(entry: TradingEntry): void;
  accountByKey(keyId: string): Account | undefined;
  account(accountId: string): Account;
  order(orderId: string): Order | undefined;
  /** An execution that stands: it was not busted. */
  execution(executionId: string): Execution | undefined;
  /** The order that waits to take the place of `orderId`. */
  replacementOf(orderId: string): Order | undefined;
  /** Every order that ever belonged to a bracket, OCO or OTO, oldest first. */
  group(groupId: string): readonly Order[];
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
  const groups = new Map<string, Order[]>();
  const replacements = new Map<string, Order>();

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
  const closeIfEnded = (order: Order): void => {
    if (isOpen(order)) return;
    const { id, replaces } = order.ticket;
    open.delete(id);
    account(order.ticket.accountId).openOrders.delete(id);
    if (replaces !== null) replacements.delete(replaces);
  };
  const accept = (ticket: OrderTicket, at: Stamp): void => {
    const order = openOrder(ticket, at);
    const owner = account(ticket.accountId);
    orders.set(ticket.id, order);
    all.push(order);
    open.set(ticket.id, order);
    owner.orders.push(order);
    owner.openOrders.set(ticket.id, order);
    owner.byClientOrderId.set(ticket.clientOrderId, order);
    const { group } = order.ticket;
    if (group) groups.set(group.id, [...(groups.get(group.id) ?? []), order]);
    if (ticket.replaces === null) return;
    const replaced = known(ticket.replaces);
    // A journal from before replacements waited has ended the other order already.
    if (!isOpen(replaced)) return;
    replaced.status = 'pending_replace';
    replaced.updatedAt = at;
    replacements.set(ticket.replaces, order);
  };

  const apply = (entry: TradingEntry): void => {
    if (entry.type === 'account-opened') {
      const opened = openAccount(entry.accountId, entry.keyId, entry.at);
      byKey.set(opened.keyId, opened);
      byId.set(opened.id, opened);
      return;
    }
    if (entry.type === 'trading-suspended') {
      account(entry.accountId).suspended = entry.suspended;
      return;
    }
    if (entry.type === 'order-accepted') {
      for (const ticket of [entry.ticket, ...(entry.legs ?? [])]) accept(ticket, entry.at);
      return;
    }
    const order = known(entry.orderId);
    const owner = account(order.ticket.accountId);
    change(order, owner, entry);
    if (entry.type === 'order-ended') replacements.delete(entry.orderId);
    closeIfEnded(order);
  };

  return {
    apply,
    account,
    accountByKey: (keyId) => byKey.get(keyId),
    order: (orderId) => orders.get(orderId),
    execution: (executionId) => {
      for (const { executions } of byId.values()) {
        const found = executions.find(({ id }) => id === executionId);
        if (found) return found;
      }
      return undefined;
    },
    replacementOf: (orderId) => replacements.get(orderId),
    group: (groupId) => groups.get(groupId) ?? [],
    orders: () => all,
    openOrders: () => [...open.values()],
  };
}

type OrderEntry = Exclude<
  TradingEntry,
  { type: 'account-opened' } | { type: 'trading-suspended' } | { type: 'order-accepted' }
>;

function change(order: Order, owner: Account, entry: OrderEntry): void {
  switch (entry.type) {
    case 'order-working':
      order.settledStatus = 'new';
      if (!isPending(order)) order.status = 'new';
      order.workingSince = stampMs(entry.at);
      break;
    case 'order-triggered':
      order.triggered = true;
      break;
    case 'order-trailed':
      order.hwm = entry.hwm;
      order.stopPrice = entry.stopPrice;
      break;
    case 'order-resized':
      order.qty = entry.qty;
      break;
    case 'cancel-requested':
      order.status = 'pending_cancel';
      break;
    case 'change-refused':
      order.status = order.settledStatus;
      break;
    case 'execution':
      bookExecution(owner, order, entry);
      break;
    case 'execution-busted':
      bustExecution(owner, order, entry);
      break;
    case 'order-ended':
      order.status = entry.status;
      order.settledStatus = entry.status;
      order.endedAt = entry.at;
      order.replacedBy = entry.replacedBy;
      break;
  }
  order.updatedAt = entry.at;
}
