import { exact, ZERO } from '../decimal.ts';
import type { TradingEntry } from '../entry.ts';
import { isOpen, isPending, type Order } from '../orders/order.ts';
import type { Stamp } from '../stamp.ts';
import type { Account, Execution } from './account.ts';
import { afterExecution, FLAT, type Position } from './position.ts';

/** Books one execution of `order` in the account. */
export function bookExecution(
  account: Account,
  order: Order,
  entry: Extract<TradingEntry, { type: 'execution' }>,
): void {
  order.executionCount += 1;
  const status = entry.completes ? 'filled' : 'partially_filled';
  order.settledStatus = status;
  if (entry.completes || !isPending(order)) order.status = status;
  order.filledAt = entry.completes ? entry.at : order.filledAt;
  add(account, order, entry.executionId, entry.qty, entry.price, entry.at);
}

/**
 * Takes an execution back, and books what is put in its place. An order that has ended stays ended; an open one
 * wants the shares again.
 */
export function bustExecution(
  account: Account,
  order: Order,
  entry: Extract<TradingEntry, { type: 'execution-busted' }>,
): void {
  const place = account.executions.findIndex(({ id }) => id === entry.executionId);
  const busted = account.executions[place];
  if (!busted) throw new Error(`no execution ${entry.executionId}`);
  account.executions.splice(place, 1);
  const cost = busted.qty.times(busted.price);
  account.cash = busted.side === 'buy' ? account.cash.plus(cost) : account.cash.minus(cost);
  order.filledQty = order.filledQty.minus(busted.qty);
  order.filledCost = order.filledCost.minus(cost);
  keepPosition(account, busted.symbol);
  if (entry.corrected) {
    add(account, order, entry.corrected.executionId, entry.corrected.qty, entry.corrected.price, entry.at);
    keepPosition(account, busted.symbol);
  }
  order.updatedAt = entry.at;
  if (!isOpen(order)) return;
  order.settledStatus = order.filledQty.isZero() ? 'new' : 'partially_filled';
  if (!isPending(order)) order.status = order.settledStatus;
}

function add(account: Account, order: Order, id: string, shares: string, at: string, when: Stamp): void {
  const [qty, price] = [exact(shares), exact(at)];
  const { symbol, side } = order.ticket;
  order.filledQty = order.filledQty.plus(qty);
  order.filledCost = order.filledCost.plus(qty.times(price));
  order.updatedAt = when;
  const execution: Execution = {
    id,
    orderId: order.ticket.id,
    symbol,
    side,
    qty,
    price,
    cumulativeQty: order.filledQty,
    leavesQty: order.qty === null ? ZERO : exact(order.qty).minus(order.filledQty),
    orderStatus: order.settledStatus,
    at: when,
  };
  account.executions.push(execution);
  const signed = signedQty(execution);
  account.cash = account.cash.minus(signed.times(price));
  setPosition(account, symbol, afterExecution(account.positions.get(symbol) ?? FLAT, signed, price));
}

/** The position that follows from all executions that stand. */
function keepPosition(account: Account, symbol: string): void {
  const standing = account.executions.filter((execution) => execution.symbol === symbol);
  const position = standing.reduce<Position>(
    (before, execution) => afterExecution(before, signedQty(execution), execution.price),
    FLAT,
  );
  setPosition(account, symbol, position);
}

function setPosition(account: Account, symbol: string, position: Position): void {
  if (position.qty.isZero()) account.positions.delete(symbol);
  else account.positions.set(symbol, position);
}

function signedQty({ side, qty }: Execution): Execution['qty'] {
  return side === 'buy' ? qty : qty.negated();
}
