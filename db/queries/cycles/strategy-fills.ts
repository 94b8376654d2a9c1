import type { Kysely } from 'kysely';
import type { Database, FillRow } from '../../schema.ts';

export type StrategyFill = Pick<
  FillRow,
  'executionId' | 'symbol' | 'side' | 'qty' | 'price' | 'realizedPnl' | 'executedAt'
>;

/** What the orders of a strategy have filled, oldest first. */
export async function fillsOfStrategy(
  db: Kysely<Database>,
  userId: string,
  strategyId: string,
): Promise<readonly StrategyFill[]> {
  return await db
    .selectFrom('orders')
    .innerJoin('fills', 'fills.clientOrderId', 'orders.clientOrderId')
    .select([
      'fills.executionId',
      'fills.symbol',
      'fills.side',
      'fills.qty',
      'fills.price',
      'fills.realizedPnl',
      'fills.executedAt',
    ])
    .where('orders.strategyId', '=', strategyId)
    .where('orders.userId', '=', userId)
    .orderBy('fills.executedAt')
    .orderBy('fills.executionId')
    .execute();
}
