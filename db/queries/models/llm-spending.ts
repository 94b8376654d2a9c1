import type { Kysely } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Database } from '../../schema.ts';

/** The scope of everything that a user spends. */
export const ALL_STRATEGIES = 'all';

export interface SpendingOfDay {
  readonly scope: string;
  readonly reservedUsd: DecimalString;
  readonly spentUsd: DecimalString;
  readonly simulatedUsd: DecimalString;
}

/** The rows that a user's day and a strategy's are counted in; made where they are missing. */
export async function openSpendingDay(
  db: Kysely<Database>,
  { userId, strategyId, day }: { readonly userId: string; readonly strategyId: string; readonly day: string },
): Promise<void> {
  const nothing = { reservedUsd: '0', spentUsd: '0', simulatedUsd: '0' };
  await db
    .insertInto('llmSpending')
    .values([ALL_STRATEGIES, strategyId].map((scope) => ({ userId, day, scope, ...nothing })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What the user's day holds back and has spent: everything first, then each strategy. */
export async function spendingOfDay(
  db: Kysely<Database>,
  userId: string,
  day: string,
): Promise<readonly SpendingOfDay[]> {
  return await db
    .selectFrom('llmSpending')
    .select(['scope', 'reservedUsd', 'spentUsd', 'simulatedUsd'])
    .where('userId', '=', userId)
    .where('day', '=', day)
    .orderBy((eb) => eb('scope', '=', ALL_STRATEGIES), 'desc')
    .orderBy('scope')
    .execute();
}
