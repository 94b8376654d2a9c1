import { type QueryCreator, sql, type Transaction } from 'kysely';
import type { Timestamp } from '../../../domain/market.ts';
import { type DecimalString, decimal, toDecimalString } from '../../../domain/money.ts';
import type { LedgerPosition } from '../../../domain/portfolio.ts';
import { applyExecution } from '../../../domain/reconciling/ledger.ts';
import type { Database } from '../../schema.ts';
import { executionOf } from './fill-rows.ts';

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
  await upsertPosition(tx, accountId, position, fills.at(-1)?.executedAt ?? at).execute();
}

/** The position as it is from then on, whether there was one or not. */
export function upsertPosition(
  db: QueryCreator<Database>,
  accountId: string,
  { symbol, qty, avgEntryPrice, realizedPnl }: LedgerPosition,
  updatedAt: Date | string,
) {
  return db
    .insertInto('positions')
    .values({ accountId, symbol, qty, avgEntryPrice, realizedPnl, updatedAt })
    .onConflict((conflict) =>
      conflict
        .columns(['accountId', 'symbol'])
        .doUpdateSet({ qty, avgEntryPrice, realizedPnl, updatedAt: sql<Date>`excluded.updated_at` }),
    );
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

/** Dollars that lie between the two. */
export function profit(before: LedgerPosition | undefined, after: LedgerPosition): DecimalString {
  return toDecimalString(decimal(after.realizedPnl).minus(decimal(before?.realizedPnl ?? '0')));
}
