import type { SandboxEntry } from '../state/entry.ts';
import type { Journal } from '../state/journal.ts';
import type { Clock, Market, QuotePin } from '../world/world.ts';
import type { TradingEntry } from './entry.ts';
import { type Account, accountIdOf } from './ledger/account.ts';
import { createLedger, type Ledger } from './ledger/ledger.ts';
import { createArrivals } from './matching/arrivals.ts';
import { type Bookkeeper, createBookkeeper, type TradeUpdate } from './matching/bookkeeper.ts';
import { type LinkedEvents, linkEvents } from './matching/linked-events.ts';
import { createMatcher } from './matching/matcher.ts';
import { createOrderEvents } from './matching/order-events.ts';
import { createPacer } from './matching/pacer.ts';
import { type ChangeDelay, createPendingChanges } from './matching/pending-changes.ts';
import { createPinnedLiquidity } from './matching/pinned-liquidity.ts';
import { createSessionSteps } from './matching/session-steps.ts';
import type { Order } from './orders/order.ts';
import { restoreBooks } from './restore-books.ts';

const TICK_MS = 100;
/** A step longer than this is a jump: what it makes marketable fills within the step. */
const JUMP_MS = 60_000;
/** Real ms between the answer to a POST and the order's arrival at the book. */
const ROUTING_MS = 1;

/** The broker: its books, and the orders that meet the market as the clock runs. */
export interface Exchange {
  readonly ledger: Ledger;
  readonly market: Market;
  readonly clock: Clock;
  readonly events: LinkedEvents;
  readonly bookkeeper: Bookkeeper;
  /** The account of a key id, opened at its first use. */
  readonly account: (keyId: string) => Account;
  /** Sends an accepted order, already on disk, on to the book. */
  route(order: Order): void;
  /** Sends a cancel or a replacement that was asked for on to the exchange. */
  routeChange(order: Order): void;
  /** Fills what waits for its time, before a control moves the clock. */
  settle(): void;
  /** Lives through the time since the last step. */
  advance(): void;
  pin(symbol: string, pin: QuotePin): void;
  unpin(symbol: string): void;
  readonly onTradeUpdate: (listener: (update: TradeUpdate) => void) => () => void;
  start(): void;
  stop(): void;
}

export function createExchange(deps: {
  readonly market: Market;
  readonly clock: Clock;
  readonly journal: Journal<TradingEntry>;
  readonly seed: number;
  readonly recorded: readonly SandboxEntry[];
  readonly onFailure: (cause: unknown) => void;
  readonly changeDelay: ChangeDelay;
}): Exchange {
  const { market, clock, journal, seed } = deps;
  const ledger = createLedger();
  const liquidity = createPinnedLiquidity();
  let steppedTo = restoreBooks(deps.recorded, ledger, liquidity) ?? clock.now();

  const listeners = new Set<(update: TradeUpdate) => void>();
  const bookkeeper = createBookkeeper({
    journal,
    ledger,
    publish: (update) => {
      for (const listener of listeners) listener(update);
    },
    onFailure: deps.onFailure,
    recorded: deps.recorded.length,
  });
  const events = linkEvents(createOrderEvents(bookkeeper), ledger);
  const matcher = createMatcher({ market, ledger, events, liquidity, seed });
  const pacer = createPacer({ clock, matcher });
  const arrive = createArrivals({ market, ledger, events });
  const step = createSessionSteps({ market, ledger, matcher, events, arrive });
  let timer: NodeJS.Timeout | undefined;

  const work = (order: Order): void => {
    arrive(order, clock.now());
    changes.look(order);
    pacer.look(order);
  };

  const changes = createPendingChanges({ clock, ledger, events, delay: deps.changeDelay, route: work });

  const advance = (): void => {
    const [from, to] = [steppedTo, clock.now()];
    steppedTo = to;
    if (to > from) step(from, to);
    for (const order of ledger.openOrders()) {
      events.follow(order, to);
      if (to - from > JUMP_MS) matcher.fillAll(order, to);
      work(order);
    }
  };

  const matchNow = (symbol: string): void => {
    for (const order of ledger.openOrders()) {
      if (order.ticket.symbol === symbol && order.status !== 'accepted') {
        arrive(order, clock.now());
        matcher.fillAll(order, clock.now());
      }
    }
  };

  return {
    ledger,
    market,
    clock,
    events,
    bookkeeper,
    account(keyId) {
      const known = ledger.accountByKey(keyId);
      if (known) return known;
      const accountId = accountIdOf(keyId);
      bookkeeper.record({ type: 'account-opened', keyId, accountId }, clock.now());
      return ledger.account(accountId);
    },
    route(order) {
      setTimeout(() => {
        work(order);
        const { timeInForce } = order.ticket;
        if (order.status === 'accepted' && (timeInForce === 'ioc' || timeInForce === 'fok')) {
          events.ends(order, 'canceled', clock.now());
        }
      }, ROUTING_MS);
    },
    routeChange(order) {
      changes.look(order);
    },
    settle() {
      const at = clock.now();
      for (const order of ledger.openOrders()) {
        if (order.status === 'pending_new') {
          arrive(order, at);
          matcher.fillAll(order, at);
        }
        pacer.hurry(order, at);
        changes.hurry(order, at);
      }
    },
    advance,
    pin(symbol, pin) {
      market.pin(symbol, pin);
      liquidity.pinned(symbol, pin);
      matchNow(symbol);
    },
    unpin(symbol) {
      market.unpin(symbol);
      liquidity.unpinned(symbol);
      matchNow(symbol);
    },
    onTradeUpdate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      advance();
      timer = setInterval(advance, TICK_MS);
    },
    stop() {
      clearInterval(timer);
      pacer.stop();
      changes.stop();
    },
  };
}
