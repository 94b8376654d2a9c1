import type { Kysely, Transaction } from 'kysely';
import type { Timestamp } from '../../../domain/market.ts';
import { type DecimalString, decimal } from '../../../domain/money.ts';
import { type BrokerOrder, type Execution, isTerminal, type OrderStatus } from '../../../domain/order.ts';
import { nextStatus } from '../../../domain/ordering/order-state.ts';
import { followsBroker } from '../../follows-broker.ts';
import { reservationOf } from '../../reservation.ts';
import type { BrokerAccountRow, BustRow, Database, FillRow, OrderRow } from '../../schema.ts';
import { inTransaction } from '../in-transaction.ts';
import { lockOrder } from '../orders/lock-order.ts';
import { tell } from '../orders/telling.ts';
import { touched } from '../touched.ts';
import { fillStory } from './book-execution.ts';
import { cashAfter, executionOf, insertFill, knownExecution, setCash, standingFilled } from './fill-rows.ts';
import { larger } from './larger.ts';
import { replayPosition } from './replay-position.ts';

export interface TakenBack {
  readonly executionId: string;
  /** The id of what stands in its place, where the broker names it. */
  readonly correctedBy?: string | undefined;
}

export interface FillCorrection {
  readonly accountId: string;
  readonly clientOrderId: string;
  readonly takenBack: readonly TakenBack[];
  readonly executions: readonly Execution[];
  readonly knownFrom: BustRow['knownFrom'];
  /** When it was taken back, by the broker's clock. */
  readonly at: Timestamp;
  /**
   * The order as the broker told it, where that is the whole truth of it, with the row that it was compared with: it
   * settles status and quantities, also backwards. Nothing is changed when the row has changed in the meantime.
   */
  readonly settled?: { readonly told: BrokerOrder; readonly compared: OrderRow };
}

/**
 * Takes executions out of the ledger that the exchange has taken back, each once, and books what stands in their
 * place. One transaction moves fills, order, position (replayed), cash, reservation, history, events and audit. An
 * execution that is not booked yet is remembered as taken back, so that it never will be. What was booked before the
 * adoption of the books counts for its order alone, like its booking did. Undefined when nothing was changed.
 */
export async function correctFills(
  db: Kysely<Database>,
  correction: FillCorrection,
): Promise<OrderRow | undefined> {
  const { accountId, clientOrderId, knownFrom, settled } = correction;
  return await inTransaction(db, async (tx) => {
    const { account, order } = await lockOrder(tx, { accountId, clientOrderId });
    if (order === undefined) throw new Error(`account ${accountId} has no order ${clientOrderId} to correct`);
    const { cash, adoptedAt } = account;
    if (cash === null || adoptedAt === null) return undefined;
    if (settled !== undefined && settled.compared.updatedAt.getTime() !== order.updatedAt.getTime()) {
      return undefined;
    }
    const gone = await takeBack(tx, account, correction);
    const come: Execution[] = [];
    for (const execution of correction.executions) {
      if ((await knownExecution(tx, accountId, execution.executionId)) !== undefined) continue;
      const fill = { clientOrderId, execution, realizedPnl: '0', bookedFrom: knownFrom };
      await insertFill(tx, account, fill).execute();
      come.push(execution);
    }
    const after = await orderAfter(tx, order, settled?.told);
    if (gone.length === 0 && come.length === 0 && isSame(order, after)) return undefined;

    const counts = ({ at }: Execution): boolean => new Date(at) >= adoptedAt;
    const takenBack = gone.flatMap(({ fill }) => (fill === undefined ? [] : [executionOf(fill)]));
    if ([...come, ...takenBack].some(counts)) {
      const change = { booked: come.filter(counts), takenBack: takenBack.filter(counts) };
      await setCash(tx, accountId, cashAfter(cash, change)).execute();
      await replayPosition(tx, { accountId, symbol: order.symbol, adoptedAt, at: correction.at });
    }
    const updated = await tx
      .updateTable('orders')
      .set({
        ...after,
        reservedNotional: reservationOf({ ...order, ...after }),
        terminalAt: isTerminal(after.status) ? (order.terminalAt ?? correction.at) : null,
        updatedAt: touched,
      })
      .where('clientOrderId', '=', clientOrderId)
      .returningAll()
      .executeTakeFirstOrThrow();
    for (const one of gone) await tellBust(tx, updated, one, correction);
    for (const execution of come) {
      const booking = { accountId, clientOrderId, execution, bookedFrom: knownFrom };
      await tell(tx, clientOrderId, fillStory(updated, booking));
    }
    return updated;
  });
}

interface Gone extends TakenBack {
  readonly fill: FillRow | undefined;
}

async function takeBack(
  tx: Transaction<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  { clientOrderId, takenBack, knownFrom, at }: FillCorrection,
): Promise<readonly Gone[]> {
  const gone: Gone[] = [];
  for (const { executionId, correctedBy } of takenBack) {
    const fill = await tx
      .deleteFrom('fills')
      .where('accountId', '=', account.id)
      .where('clientOrderId', '=', clientOrderId)
      .where('executionId', '=', executionId)
      .returningAll()
      .executeTakeFirst();
    const recorded = await tx
      .insertInto('busts')
      .values({
        accountId: account.id,
        userId: account.userId,
        executionId,
        clientOrderId,
        correctedBy: correctedBy ?? null,
        fill: fill === undefined ? null : JSON.stringify(fill),
        knownFrom,
        bustedAt: at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('executionId')
      .executeTakeFirst();
    if (recorded !== undefined || fill !== undefined) gone.push({ executionId, correctedBy, fill });
  }
  return gone;
}

type OrderChange = Pick<
  OrderRow,
  'qty' | 'status' | 'brokerStatus' | 'filledQty' | 'filledAvgPrice' | 'brokerFilledQty'
>;

/** The order as its standing fills make it: with the broker's word for it where there is one, also backwards. */
async function orderAfter(
  tx: Transaction<Database>,
  order: OrderRow,
  told: BrokerOrder | undefined,
): Promise<OrderChange> {
  const filled = await standingFilled(tx, order.clientOrderId);
  const qty = order.qty !== null && followsBroker(order) ? larger(order.qty, filled.filledQty) : order.qty;
  if (told === undefined) {
    const { brokerStatus } = order;
    const brokerFilledQty = larger(order.brokerFilledQty, filled.filledQty);
    return {
      ...filled,
      qty,
      brokerFilledQty,
      brokerStatus,
      status: statusWith(order.status, filled.filledQty),
    };
  }
  const { brokerStatus, filledQty } = told;
  const status = nextStatus(told.status, told.status, told);
  return { ...filled, qty, brokerStatus, brokerFilledQty: larger(filled.filledQty, filledQty), status };
}

/** An end stays an end; an open order is filled as far as its fills say. */
function statusWith(status: OrderStatus, filledQty: DecimalString): OrderStatus {
  if (status !== 'partially_filled' && status !== 'accepted') return status;
  return decimal(filledQty).isZero() ? 'accepted' : 'partially_filled';
}

function isSame(order: OrderRow, after: OrderChange): boolean {
  return (
    order.status === after.status &&
    order.brokerStatus === after.brokerStatus &&
    order.filledQty === after.filledQty &&
    order.filledAvgPrice === after.filledAvgPrice &&
    decimal(order.brokerFilledQty).eq(after.brokerFilledQty)
  );
}

async function tellBust(
  tx: Transaction<Database>,
  order: OrderRow,
  { executionId, correctedBy, fill }: Gone,
  { accountId, knownFrom, at }: FillCorrection,
): Promise<void> {
  const { clientOrderId, userId, symbol, side, status, filledQty, filledAvgPrice } = order;
  const verb = correctedBy === undefined ? 'busted' : 'corrected';
  const taken =
    fill === undefined ? { wasBooked: false } : { wasBooked: true, qty: fill.qty, price: fill.price };
  const data = { executionId, ...(correctedBy === undefined ? {} : { correctedBy }), ...taken, knownFrom };
  const now = { status, filledQty, filledAvgPrice };
  await tell(tx, clientOrderId, {
    event: { clientOrderId, kind: `fill-${verb}`, data: { ...data, ...now, at } },
    outbox: {
      userId,
      type: `fill.${verb}`,
      payload: { ...data, ...now, at, clientOrderId, accountId, symbol, side },
    },
    audit: { userId, actor: 'broker', action: `fill.${verb}`, target: clientOrderId, result: status, data },
  });
}
