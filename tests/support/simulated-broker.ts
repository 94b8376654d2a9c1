import { type DecimalString, decimal, toDecimalString } from '../../domain/money.ts';
import type { BrokerOrder, Execution, OrderSide, TradeUpdate } from '../../domain/order.ts';
import type { LedgerPosition } from '../../domain/portfolio.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import { applyExecution, cashEffect } from '../../domain/reconciling/ledger.ts';

/** A broker in memory whose trades can be taken back; what it tells of each change is for the test to deliver. */
export interface SimulatedBroker {
  readonly broker: Broker;
  /** Everything that happened, in order, as its stream would tell it. */
  readonly events: readonly TradeUpdate[];
  fill(order: number, qty: number, price: number): void;
  /** Takes back one of the order's executions that stand; with `price`, another stands in its place. */
  bust(order: number, execution: number, price?: number): void;
  standing(): readonly Execution[];
}

interface Book {
  readonly terms: {
    readonly clientOrderId: string;
    readonly symbol: string;
    readonly side: OrderSide;
    readonly qty: DecimalString;
  };
  executions: readonly Execution[];
  ended: boolean;
  updatedAt: string;
}

/**
 * Orders that the broker has accepted at `from`; each change is `stepMs` later than the one before. An order that
 * was filled stays so when a trade is taken back, or is open again where the broker `reopens` it.
 */
export function simulateBroker(options: {
  readonly orders: readonly Book['terms'][];
  readonly cash: DecimalString;
  readonly from: string;
  readonly stepMs: number;
  readonly reopens: boolean;
}): SimulatedBroker {
  const { cash, from, stepMs, reopens } = options;
  let steps = 0;
  const now = (): string => new Date(Date.parse(from) + steps * stepMs).toISOString();
  const books = options.orders.map(
    (terms): Book => ({
      terms,
      executions: [],
      ended: false,
      updatedAt: from,
    }),
  );
  const events: TradeUpdate[] = [];

  const filledOf = ({ executions }: Book) => executions.reduce((sum, { qty }) => sum.plus(qty), decimal('0'));
  const tellOf = (book: Book): BrokerOrder => {
    const { terms, executions, ended, updatedAt } = book;
    const filled = filledOf(book);
    const value = executions.reduce((sum, one) => sum.plus(decimal(one.qty).times(one.price)), decimal('0'));
    const status = ended ? 'filled' : filled.isZero() ? 'accepted' : 'partially_filled';
    return {
      ...terms,
      brokerOrderId: `broker-${terms.clientOrderId}`,
      type: 'market',
      timeInForce: 'day',
      status,
      brokerStatus: status === 'accepted' ? 'new' : status,
      filledQty: toDecimalString(filled),
      ...(filled.isZero() ? {} : { filledAvgPrice: value.div(filled).toFixed(9) }),
      submittedAt: from,
      updatedAt,
    };
  };
  const bookOf = (index: number): Book => {
    const book = books[index % books.length];
    if (book === undefined) throw new Error('no orders');
    return book;
  };
  const add = (book: Book, qty: number, price: number): Execution => {
    const { clientOrderId, symbol, side } = book.terms;
    const execution: Execution = {
      executionId: `${clientOrderId}-${steps}`,
      brokerOrderId: `broker-${clientOrderId}`,
      symbol,
      side,
      qty: String(qty),
      price: String(price),
      cumulativeQty: toDecimalString(filledOf(book).plus(qty)),
      at: now(),
    };
    book.executions = [...book.executions, execution];
    return execution;
  };
  const tell = (book: Book, more: Pick<TradeUpdate, 'event' | 'execution' | 'bust'>): void => {
    book.updatedAt = now();
    events.push({ at: now(), order: tellOf(book), ...more });
  };
  const standing = (): readonly Execution[] =>
    books.flatMap(({ executions }) => executions).toSorted((a, b) => a.at.localeCompare(b.at));
  const unasked = (): never => {
    throw new Error('not asked of a broker whose trades are taken back');
  };

  return {
    events,
    standing,
    fill(index, wanted, price) {
      const book = bookOf(index);
      const left = decimal(book.terms.qty).minus(filledOf(book));
      if (book.ended || left.isZero()) return;
      steps += 1;
      const execution = add(book, Math.min(wanted, left.toNumber()), price);
      book.ended = filledOf(book).eq(book.terms.qty);
      tell(book, { event: book.ended ? 'fill' : 'partial_fill', execution });
    },
    bust(index, which, price) {
      const book = bookOf(index);
      const taken = book.executions[which % Math.max(book.executions.length, 1)];
      if (taken === undefined) return;
      steps += 1;
      book.executions = book.executions.filter((one) => one !== taken);
      const { executionId } = taken;
      const correctedBy = price === undefined ? undefined : add(book, Number(taken.qty), price);
      if (reopens) book.ended = filledOf(book).eq(book.terms.qty);
      const bust = correctedBy === undefined ? { executionId } : { executionId, correctedBy };
      tell(book, { event: correctedBy === undefined ? 'trade_bust' : 'trade_correct', bust });
    },
    broker: {
      account: async () => ({
        accountNumber: 'SIM',
        status: 'ACTIVE',
        currency: 'USD',
        cash: toDecimalString(standing().reduce((sum, one) => sum.plus(cashEffect(one)), decimal(cash))),
        equity: cash,
        buyingPower: cash,
        tradingBlocked: false,
      }),
      positions: async () => [...positionsOf(standing()).values()].filter(({ qty }) => qty !== '0'),
      clock: async () => ({ at: now(), isOpen: true, nextOpen: now(), nextClose: now() }),
      orders: async (query) =>
        query.status === 'open'
          ? books.filter(({ ended }) => !ended).map(tellOf)
          : books.map(tellOf).filter(({ submittedAt }) => submittedAt >= query.after),
      orderByClientOrderId: async (id) => {
        const book = books.find(({ terms }) => terms.clientOrderId === id);
        return book === undefined ? undefined : tellOf(book);
      },
      executions: async ({ after }) => standing().filter(({ at }) => at >= after),
      asset: unasked,
      submit: unasked,
      replace: unasked,
      cancel: unasked,
      cancelAll: unasked,
      suspendTrading: unasked,
      followTradeUpdates: unasked,
    },
  };
}

/** What executions give by average cost, in their order. */
export function positionsOf(executions: readonly Execution[]): ReadonlyMap<string, LedgerPosition> {
  const positions = new Map<string, LedgerPosition>();
  for (const one of executions) positions.set(one.symbol, applyExecution(positions.get(one.symbol), one));
  return positions;
}
