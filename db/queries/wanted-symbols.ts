import { type Kysely, sql } from 'kysely';
import type { WantedSymbol } from '../../domain/streaming/choose-symbols.ts';
import type { Database } from '../schema.ts';

export interface SymbolWish extends WantedSymbol {
  readonly userId: string;
}

/**
 * What the accounts with the keys of this one want to hear of: what they hold, what their users' alerts on prices and
 * their readers ask for, and what their strategies may trade.
 */
export async function wantedSymbols(db: Kysely<Database>, streamId: string): Promise<readonly SymbolWish[]> {
  const { rows } = await sql<SymbolWish>`
    with account as (
      select account.id, account.user_id from broker_accounts lead
      join broker_accounts account on account.mode = lead.mode and account.key_ref = lead.key_ref
      where lead.id = ${streamId}::uuid)
    select account.user_id, position.symbol, 'position' as wanted_for
    from account join positions position on position.account_id = account.id where position.qty <> 0
    union all
    select account.user_id, rule.terms ->> 'symbol', 'alert'
    from account join alert_rules rule on rule.user_id = account.user_id
      and coalesce(rule.account_id, account.id) = account.id
    where rule.enabled and rule.deleted_at is null and rule.terms ->> 'kind' in ('price', 'move')
    union all
    select account.user_id, interest.symbol, 'reader'
    from account join market_interests interest on interest.account_id = account.id
    where interest.wanted_until > now()
    union all
    select strategy.user_id, unnest(strategy.universe), 'strategy'
    from account join strategies strategy
      on strategy.account_id = account.id and strategy.user_id = account.user_id
    where strategy.archived_at is null`.execute(db);
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
