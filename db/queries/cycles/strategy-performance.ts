import { type Kysely, type Selectable, sql } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Performance } from '../../../domain/performance/performance.ts';
import type { Database, StrategyRow } from '../../schema.ts';
import type { StrategyPerformanceTable } from '../../tables/performance-tables.ts';

export type PerformanceReport = Selectable<StrategyPerformanceTable>;

/** Reports that are kept of one strategy and shown, newest first: a year of trading days. */
const REPORTS_SHOWN_MAX = 252;

/** Every strategy that has filled anything, oldest first. */
export async function strategiesThatTraded(
  db: Kysely<Database>,
): Promise<readonly Pick<StrategyRow, 'id' | 'name'>[]> {
  return await db
    .selectFrom('strategies')
    .select(['id', 'name'])
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('orders')
          .select('orders.clientOrderId')
          .whereRef('orders.strategyId', '=', 'strategies.id')
          .where('orders.filledQty', '>', '0'),
      ),
    )
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

/** The account's equity by the last reconciliation before each New York day's end, by day, from `since` on. Dollars. */
export async function closingEquities(
  db: Kysely<Database>,
  accountId: string,
  since: Date,
): Promise<readonly { readonly date: string; readonly equity: DecimalString }[]> {
  const { rows } = await sql<{ readonly date: string; readonly equity: DecimalString }>`
    select distinct on (date) to_char(broker_time at time zone 'America/New_York', 'YYYY-MM-DD') as date,
      broker_equity as equity
    from reconciliations where account_id = ${accountId}::uuid and at >= ${since}
    order by date, broker_time desc`.execute(db);
  return rows;
}

/** Keeps a report; one of the same day is replaced. */
export async function keepPerformance(
  db: Kysely<Database>,
  report: {
    readonly strategyId: string;
    readonly userId: string;
    readonly figures: Performance;
    readonly at: Date;
  },
): Promise<void> {
  const { strategyId, userId, figures, at } = report;
  const told = { figures: JSON.stringify(figures), computedAt: at };
  await db
    .insertInto('strategyPerformance')
    .values({ strategyId, userId, lastDate: figures.lastDate, ...told })
    .onConflict((conflict) => conflict.columns(['strategyId', 'lastDate']).doUpdateSet(told))
    .execute();
}

/** The reports of a user's strategy, newest first. */
export async function performanceReports(
  db: Kysely<Database>,
  userId: string,
  strategyId: string,
): Promise<readonly PerformanceReport[]> {
  return await db
    .selectFrom('strategyPerformance')
    .selectAll()
    .where('strategyId', '=', strategyId)
    .where('userId', '=', userId)
    .orderBy('lastDate', 'desc')
    .limit(REPORTS_SHOWN_MAX)
    .execute();
}
