import { type Kysely, sql } from 'kysely';
import type { MarketDay } from '../../../domain/calendar/market-day.ts';
import type { Database } from '../../schema.ts';

/** Keeps days as the broker's calendar has them at this moment. */
export async function keepMarketDays(db: Kysely<Database>, days: readonly MarketDay[]): Promise<void> {
  if (days.length === 0) return;
  await sql`insert into market_days (date, opens_at, closes_at, read_at)
    select date, opens_at, closes_at, now()
    from unnest(${days.map(({ date }) => date)}::text[],
      ${days.map(({ session }) => session?.opensAt ?? null)}::timestamptz[],
      ${days.map(({ session }) => session?.closesAt ?? null)}::timestamptz[]) as given (date, opens_at, closes_at)
    on conflict (date) do update
      set opens_at = excluded.opens_at, closes_at = excluded.closes_at, read_at = excluded.read_at`.execute(
    db,
  );
}

/** The day by the kept calendar; undefined where it was never read. */
export async function marketDay(db: Kysely<Database>, date: string): Promise<MarketDay | undefined> {
  const row = await db.selectFrom('marketDays').selectAll().where('date', '=', date).executeTakeFirst();
  if (row === undefined) return undefined;
  const { opensAt, closesAt } = row;
  const session =
    opensAt === null || closesAt === null
      ? undefined
      : { opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString() };
  return { date, session };
}
