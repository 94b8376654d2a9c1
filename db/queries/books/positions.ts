import { type Kysely, sql } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Database, PositionRow } from '../../schema.ts';

/** What the account holds by the ledger, by symbol; a position that was closed is not listed. */
export async function positionsOfAccount(
  db: Kysely<Database>,
  accountId: string,
): Promise<readonly PositionRow[]> {
  return await db
    .selectFrom('positions')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('qty', '<>', '0')
    .orderBy('symbol')
    .execute();
}

/** Signed shares that the account holds of a symbol by the ledger; exact with the account locked. */
export async function positionQtyOf(
  db: Kysely<Database>,
  accountId: string,
  symbol: string,
): Promise<DecimalString> {
  const held = await db
    .selectFrom('positions')
    .select('qty')
    .where('accountId', '=', accountId)
    .where('symbol', '=', symbol)
    .executeTakeFirst();
  return held?.qty ?? '0';
}

/** Every symbol that the account has ever held by the ledger. */
export async function symbolsEverHeld(db: Kysely<Database>, accountId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('positions')
    .select('symbol')
    .where('accountId', '=', accountId)
    .orderBy('symbol')
    .execute();
  return rows.map(({ symbol }) => symbol);
}

/** What all accounts of the user hold by the ledger; a position that was closed is not listed. */
export async function positionsOfUser(db: Kysely<Database>, userId: string): Promise<readonly PositionRow[]> {
  return await db
    .selectFrom('brokerAccounts')
    .innerJoin('positions', 'positions.accountId', 'brokerAccounts.id')
    .selectAll('positions')
    .where('brokerAccounts.userId', '=', userId)
    .where('positions.qty', '<>', '0')
    .orderBy('positions.accountId')
    .orderBy('positions.symbol')
    .execute();
}

/** Keeps the broker's latest prices (dollars a share) of what the ledger holds; a symbol that is not held is passed over. */
export async function markPositions(
  db: Kysely<Database>,
  accountId: string,
  marks: readonly { readonly symbol: string; readonly price: DecimalString }[],
): Promise<void> {
  if (marks.length === 0) return;
  await sql`update positions p set mark_price = m.price
    from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m (symbol text, price numeric)
    where p.account_id = ${accountId} and p.symbol = m.symbol and m.price >= 0
      and m.price is distinct from p.mark_price`.execute(db);
}
