import { sql, type Transaction } from 'kysely';
import { applyExecution } from '../../domain/ledger.ts';
import { type DecimalString, decimal, toDecimalString } from '../../domain/money.ts';
import type { Execution } from '../../domain/order.ts';
import type { LedgerPosition } from '../../domain/portfolio.ts';
import type { Database, FillRow } from '../schema.ts';

interface Booking {
  readonly accountId: string;
  readonly clientOrderId: string;
  readonly execution: Execution;
  readonly adoptedAt: Date;
}

/**
 * Moves the position by an execution whose fill is inserted already, and writes what it realised into the fill.
 * Average price and profit depend on the sequence of executions, and they may arrive in another than they happened
 * in: so the position is what its fills give in the order of their times, from the adopted holding on. An execution
 * that is the latest, as nearly all are, is simply added; after a late one the fills are gone through again.
 */
export async function bookPosition(tx: Transaction<Database>, booking: Booking): Promise<void> {
  const { accountId, execution } = booking;
  const { symbol } = execution;
  const held = await tx
    .selectFrom('positions')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('symbol', '=', symbol)
    .executeTakeFirst();
  if (await isLatest(tx, booking)) {
    const after = applyExecution(held, execution);
    await writeProfit(tx, accountId, execution.executionId, profit(held, after));
    await writePosition(tx, accountId, after, execution.at);
    return;
  }
  const opening = held && {
    symbol,
    qty: held.openingQty,
    avgEntryPrice: held.openingAvgPrice,
    realizedPnl: '0',
  };
  await replay(tx, booking, opening);
}

async function replay(
  tx: Transaction<Database>,
  { accountId, execution, adoptedAt }: Booking,
  opening: LedgerPosition | undefined,
): Promise<void> {
  const fills = await tx
    .selectFrom('fills')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('symbol', '=', execution.symbol)
    .where('executedAt', '>=', adoptedAt)
    .orderBy('executedAt')
    .orderBy('clientOrderId')
    .orderBy('cumulativeQty')
    .execute();
  let position = opening;
  for (const fill of fills) {
    const after = applyExecution(position, toExecution(fill));
    const realized = profit(position, after);
    if (!decimal(realized).equals(decimal(fill.realizedPnl))) {
      await writeProfit(tx, accountId, fill.executionId, realized);
    }
    position = after;
  }
  if (position === undefined) throw new Error(`execution ${execution.executionId} has no fill`);
  await writePosition(tx, accountId, position, fills.at(-1)?.executedAt ?? execution.at);
}

async function isLatest(tx: Transaction<Database>, booking: Booking): Promise<boolean> {
  const { accountId, clientOrderId, execution } = booking;
  const later = await tx
    .selectFrom('fills')
    .select('executionId')
    .where('accountId', '=', accountId)
    .where('symbol', '=', execution.symbol)
    .where((eb) =>
      eb(
        eb.refTuple('executedAt', 'clientOrderId', 'cumulativeQty'),
        '>',
        eb.tuple(new Date(execution.at), clientOrderId, execution.cumulativeQty),
      ),
    )
    .limit(1)
    .executeTakeFirst();
  return later === undefined;
}

async function writePosition(
  tx: Transaction<Database>,
  accountId: string,
  { symbol, qty, avgEntryPrice, realizedPnl }: LedgerPosition,
  updatedAt: Date | string,
): Promise<void> {
  await tx
    .insertInto('positions')
    .values({ accountId, symbol, qty, avgEntryPrice, realizedPnl, updatedAt })
    .onConflict((conflict) =>
      conflict
        .columns(['accountId', 'symbol'])
        .doUpdateSet({ qty, avgEntryPrice, realizedPnl, updatedAt: sql<Date>`excluded.updated_at` }),
    )
    .execute();
}

async function writeProfit(
  tx: Transaction<Database>,
  accountId: string,
  executionId: string,
  realizedPnl: DecimalString,
): Promise<void> {
  await tx
    .updateTable('fills')
    .set({ realizedPnl })
    .where('accountId', '=', accountId)
    .where('executionId', '=', executionId)
    .execute();
}

function profit(before: LedgerPosition | undefined, after: LedgerPosition): DecimalString {
  return toDecimalString(decimal(after.realizedPnl).minus(decimal(before?.realizedPnl ?? '0')));
}

function toExecution(fill: FillRow): Execution {
  const { executionId, symbol, side, qty, price, cumulativeQty } = fill;
  return {
    executionId,
    brokerOrderId: '',
    symbol,
    side,
    qty,
    price,
    cumulativeQty,
    at: fill.executedAt.toISOString(),
  };
}
