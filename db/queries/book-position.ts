import { sql, type Transaction } from 'kysely';
import { applyExecution } from '../../domain/ledger.ts';
import type { Timestamp } from '../../domain/market.ts';
import { type DecimalString, decimal, toDecimalString } from '../../domain/money.ts';
import type { Execution } from '../../domain/order.ts';
import type { LedgerPosition } from '../../domain/portfolio.ts';
import type { Database } from '../schema.ts';
import { executionOf } from './fill-rows.ts';

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
  await replayPosition(tx, { accountId, symbol, adoptedAt: booking.adoptedAt, at: execution.at });
}

/**
 * Makes the position what its fills give, from the adopted holding on, and writes into each fill what it realised.
 * `at` dates a position that has no fill left.
 */
export async function replayPosition(
  tx: Transaction<Database>,
  of: {
    readonly accountId: string;
    readonly symbol: string;
    readonly adoptedAt: Date;
    readonly at: Timestamp;
  },
): Promise<void> {
  const { accountId, symbol, adoptedAt, at } = of;
  const held = await tx
    .selectFrom('positions')
    .select(['openingQty', 'openingAvgPrice'])
    .where('accountId', '=', accountId)
    .where('symbol', '=', symbol)
    .executeTakeFirst();
  const fills = await tx
    .selectFrom('fills')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('symbol', '=', symbol)
    .where('executedAt', '>=', adoptedAt)
    .orderBy('executedAt')
    .orderBy('clientOrderId')
    .orderBy('cumulativeQty')
    .orderBy('executionId')
    .execute();
  let position: LedgerPosition = {
    symbol,
    qty: held?.openingQty ?? '0',
    avgEntryPrice: held?.openingAvgPrice ?? '0',
    realizedPnl: '0',
  };
  for (const fill of fills) {
    const after = applyExecution(position, executionOf(fill));
    const realized = profit(position, after);
    if (!decimal(realized).equals(decimal(fill.realizedPnl))) {
      await writeProfit(tx, accountId, fill.executionId, realized);
    }
    position = after;
  }
  await writePosition(tx, accountId, position, fills.at(-1)?.executedAt ?? at);
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
        eb.refTuple('executedAt', 'clientOrderId', 'cumulativeQty', 'executionId'),
        '>',
        eb.tuple(new Date(execution.at), clientOrderId, execution.cumulativeQty, execution.executionId),
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
