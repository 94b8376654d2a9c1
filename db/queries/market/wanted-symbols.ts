import { type Kysely, sql } from 'kysely';
import type { WantedSymbol } from '../../../domain/streaming/choose-symbols.ts';
import type { Database } from '../../schema.ts';
import { accountsOfStream } from './market-streams.ts';

export interface SymbolWish extends WantedSymbol {
  readonly userId: string;
}

/**
 * What the accounts with the keys of this one want to hear of: what they hold, what their users' alerts on prices and
 * their readers ask for, and what their strategies may trade.
 */
export async function wantedSymbols(db: Kysely<Database>, streamId: string): Promise<readonly SymbolWish[]> {
  const accounts = await accountsOfStream(db, streamId);
  const accountIds = accounts.map(({ id }) => id);
  const userIds = accounts.map(({ userId }) => userId);
  const { rows } = await sql<SymbolWish>`
    select account.user_id, wish.symbol, wish.wanted_for
    from unnest(${accountIds}::uuid[], ${userIds}::uuid[]) as account (id, user_id), lateral (
      select symbol, 'position' as wanted_for from positions
      where positions.account_id = account.id and positions.qty <> 0
      union all
      select terms ->> 'symbol', 'alert' from alert_rules
      where alert_rules.user_id = account.user_id and alert_rules.deleted_at is null and enabled
        and coalesce(alert_rules.account_id, account.id) = account.id
        and terms ->> 'kind' in ('price', 'move')
      union all
      select symbol, 'reader' from market_interests
      where market_interests.account_id = account.id and wanted_until > now()
      union all
      select unnest(universe), 'strategy' from strategies
      where strategies.account_id = account.id and strategies.user_id = account.user_id and archived_at is null
    ) wish`.execute(db);
  return rows;
}

/** Says that readers ask for these symbols, for so long. */
export async function keepInterests(
  db: Kysely<Database>,
  interests: readonly { readonly accountId: string; readonly symbol: string }[],
  forMs: number,
): Promise<void> {
  if (interests.length === 0) return;
  const wantedUntil = sql<Date>`now() + ${`${forMs} milliseconds`}::interval`;
  await db
    .insertInto('marketInterests')
    .values(interests.map(({ accountId, symbol }) => ({ accountId, symbol, wantedUntil })))
    .onConflict((conflict) => conflict.columns(['accountId', 'symbol']).doUpdateSet({ wantedUntil }))
    .execute();
  await db
    .deleteFrom('marketInterests')
    .where('wantedUntil', '<', sql<Date>`now() - interval '1 hour'`)
    .execute();
}
