import type { Market } from '../../world/world.ts';
import { type Decimal, least } from '../decimal.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { FLAT } from '../ledger/position.ts';
import { isWorking, type Order, remainingQty } from '../orders/order.ts';
import { type FillPlan, fillPlan, nextPart } from './fill-plan.ts';
import { matchPrice, reachesStop, trailTo, waitsForStop } from './marketability.ts';
import type { OrderEvents } from './order-events.ts';
import type { PinnedLiquidity } from './pinned-liquidity.ts';
import { tradesAt } from './trading-hours.ts';

/** What an order meets in the book at one moment. */
interface Meeting {
  readonly price: Decimal;
  /** Shares that can trade there, at most what the order still wants. */
  readonly qty: Decimal;
  readonly wanted: Decimal;
  readonly pinned: boolean;
}

/** Brings single orders together with the book of their symbol. */
export interface Matcher {
  /** Moves a trailing stop and triggers a stop that is reached; true when the order can trade now. */
  meets(order: Order, at: number): boolean;
  /** One execution, the next part of the order's plan. Does nothing when the order cannot trade now. */
  fillPart(order: Order, at: number): void;
  /** All that can trade now; then an ioc or fok order ends. */
  fillAll(order: Order, at: number): void;
  /** All of the order at a price known from elsewhere, in the parts of its plan. */
  fillAt(order: Order, price: Decimal, at: number): void;
  plan(order: Order): FillPlan;
}

export function createMatcher(deps: {
  readonly market: Market;
  readonly ledger: Ledger;
  readonly events: OrderEvents;
  readonly liquidity: PinnedLiquidity;
  readonly seed: number;
}): Matcher {
  const { market, ledger, events, liquidity } = deps;
  const plan = (order: Order): FillPlan => fillPlan(deps.seed, order.ticket.clientOrderId);

  const wantedQty = (order: Order, price: Decimal): Decimal => {
    const remaining = remainingQty(order, price);
    const { accountId, symbol, notional, side, reservedPrice } = order.ticket;
    if (notional === null || side === 'buy' || reservedPrice !== null) return remaining;
    return least(remaining, (ledger.account(accountId).positions.get(symbol) ?? FLAT).qty);
  };

  const meeting = (order: Order, at: number): Meeting | undefined => {
    const { symbol, side, timeInForce } = order.ticket;
    if (!tradesAt(order.ticket, market.calendar, at)) return undefined;
    const book = market.book(symbol, at);
    const price = book && matchPrice(order, book);
    if (!book || !price) return undefined;
    const wanted = wantedQty(order, price);
    const offered = book.pinned ? liquidity.available(symbol, side) : undefined;
    const qty = offered ? least(offered, wanted) : wanted;
    if (!qty.greaterThan(0)) return undefined;
    if (timeInForce === 'fok' && qty.lessThan(wanted)) return undefined;
    return { price, qty, wanted, pinned: book.pinned };
  };

  const trigger = (order: Order, at: number): void => {
    if (!waitsForStop(order)) return;
    const book = market.calendar.sessionAt(at) && market.book(order.ticket.symbol, at);
    if (!book || book.halted) return;
    const trailed = trailTo(order, book.last);
    if (trailed) events.trails(order, trailed.hwm, trailed.stopPrice, at);
    if (reachesStop(order, book.last)) events.triggers(order, at);
  };

  const fillPart = (order: Order, at: number): void => {
    if (!isWorking(order)) return;
    const met = meeting(order, at);
    if (!met) return;
    const { symbol, side, timeInForce } = order.ticket;
    const whole = met.pinned || timeInForce === 'ioc' || timeInForce === 'fok';
    const qty = whole ? met.qty : nextPart(plan(order), order.executionCount, met.qty);
    if (met.pinned) liquidity.take(symbol, side, qty);
    events.executes(order, qty, met.price, qty.equals(met.wanted), at);
  };

  return {
    plan,
    meets(order, at) {
      if (!isWorking(order)) return false;
      trigger(order, at);
      return meeting(order, at) !== undefined;
    },
    fillPart,
    fillAll(order, at) {
      if (!isWorking(order)) return;
      trigger(order, at);
      let executions: number;
      do {
        executions = order.executionCount;
        fillPart(order, at);
      } while (isWorking(order) && order.executionCount > executions);
      if (isWorking(order) && ['ioc', 'fok'].includes(order.ticket.timeInForce)) {
        events.ends(order, 'canceled', at);
      }
    },
    fillAt(order, price, at) {
      while (isWorking(order)) {
        const wanted = wantedQty(order, price);
        const qty = nextPart(plan(order), order.executionCount, wanted);
        if (!qty.greaterThan(0)) return;
        events.executes(order, qty, price, qty.equals(wanted), at);
      }
    },
  };
}
