import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';
import type { AlertRuleRow } from '../../tables/alert-tables.ts';
import { accountsOfStream } from '../market/market-streams.ts';

/** The rules about prices of everybody whose account has the keys of this one. */
export async function priceRules(db: Kysely<Database>, streamId: string): Promise<readonly AlertRuleRow[]> {
  const accounts = await accountsOfStream(db, streamId);
  if (accounts.length === 0) return [];
  const rules = await db
    .selectFrom('alertRules')
    .selectAll()
    .where('userId', 'in', [...new Set(accounts.map(({ userId }) => userId))])
    .where('enabled', '=', true)
    .where('deletedAt', 'is', null)
    .where(sql<boolean>`terms ->> 'kind' in ('price', 'move')`)
    .execute();
  return rules.filter(({ accountId }) => accountId === null || accounts.some(({ id }) => id === accountId));
}
