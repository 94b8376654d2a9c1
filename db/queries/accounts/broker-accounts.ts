import { type Kysely, sql, type Transaction } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import { INITIAL_LIMITS, type RiskLimits } from '../../../domain/risk/limits.ts';
import { isUuid } from '../../page.ts';
import type { BrokerAccountRow, Database } from '../../schema.ts';

export interface AccountInput {
  readonly userId: string;
  readonly name: string;
  readonly mode: BrokerAccountRow['mode'];
  /** Names the key pair in the worker's configuration; never a secret. */
  readonly keyRef: string;
  /** Left out: the limits that every account starts with. */
  readonly riskLimits?: RiskLimits;
}

/** Adds an account. @throws a unique violation on `broker_accounts_name_unique`. */
export async function insertBrokerAccount(
  db: Kysely<Database>,
  account: AccountInput,
): Promise<BrokerAccountRow> {
  return await db
    .insertInto('brokerAccounts')
    .values(toRow(account))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The user's account of this key, made if there was none; one that is there is left as it is, whatever its name. */
export async function ensureBrokerAccount(
  db: Kysely<Database>,
  account: AccountInput,
): Promise<BrokerAccountRow> {
  const standing = db
    .selectFrom('brokerAccounts')
    .selectAll()
    .where('userId', '=', account.userId)
    .where('mode', '=', account.mode)
    .where('keyRef', '=', account.keyRef);
  const found = await standing.executeTakeFirst();
  if (found !== undefined) return found;
  const inserted = await db
    .insertInto('brokerAccounts')
    .values(toRow(account))
    .onConflict((conflict) => conflict.constraint('broker_accounts_name_unique').doNothing())
    .returningAll()
    .executeTakeFirst();
  return inserted ?? (await standing.executeTakeFirstOrThrow());
}

/** Accounts are opened one after the other from here to the end of the transaction. */
export async function lockAccountOpenings(tx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('broker accounts', 0))`.execute(tx);
}

/** Whether an account of anybody has this key: two ledgers must not fight over one account at the broker. */
export async function isKeyRefTaken(
  db: Kysely<Database>,
  { mode, keyRef }: Pick<BrokerAccountRow, 'mode' | 'keyRef'>,
): Promise<boolean> {
  const taken = await db
    .selectFrom('brokerAccounts')
    .select('id')
    .where('mode', '=', mode)
    .where('keyRef', '=', keyRef)
    .limit(1)
    .executeTakeFirst();
  return taken !== undefined;
}

export async function accountById(db: Kysely<Database>, id: string): Promise<BrokerAccountRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db.selectFrom('brokerAccounts').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function accountsOfUser(
  db: Kysely<Database>,
  userId: string,
): Promise<readonly BrokerAccountRow[]> {
  return await db
    .selectFrom('brokerAccounts')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('name')
    .execute();
}

/** Every account of every user, oldest first: for the workers, never for the API. */
export async function allAccounts(db: Kysely<Database>): Promise<readonly BrokerAccountRow[]> {
  return await db.selectFrom('brokerAccounts').selectAll().orderBy('createdAt').orderBy('id').execute();
}

/**
 * The account, its row locked until the transaction ends. Whoever changes what risk counts (an approval, a booking)
 * takes this lock first, before any order's row: so two intents never see the same dollar, and nothing deadlocks.
 */
export async function lockAccount(tx: Transaction<Database>, id: string): Promise<BrokerAccountRow> {
  return await tx
    .selectFrom('brokerAccounts')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * Takes the broker's cash (dollars) and positions as the beginning of the ledger, at the broker's time `at`. Only the
 * first adoption counts: gives false, and changes nothing, when the account has its books already.
 */
export async function adoptBooks(
  tx: Transaction<Database>,
  books: {
    readonly accountId: string;
    readonly cash: DecimalString;
    readonly positions: readonly {
      readonly symbol: string;
      readonly qty: DecimalString;
      readonly avgEntryPrice: DecimalString;
    }[];
    readonly at: Date | string;
  },
): Promise<boolean> {
  const adopted = await tx
    .updateTable('brokerAccounts')
    .set({ cash: books.cash, adoptedAt: books.at })
    .where('id', '=', books.accountId)
    .where('adoptedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (adopted === undefined) return false;
  if (books.positions.length > 0) {
    await tx
      .insertInto('positions')
      .values(
        books.positions.map(({ symbol, qty, avgEntryPrice }) => ({
          accountId: books.accountId,
          symbol,
          qty,
          avgEntryPrice,
          realizedPnl: '0',
          openingQty: qty,
          openingAvgPrice: avgEntryPrice,
          updatedAt: books.at,
        })),
      )
      .execute();
  }
  return true;
}

/** Gives the account as it is then; undefined when the user has no such account. @throws as `insertBrokerAccount` */
export async function renameAccount(
  db: Kysely<Database>,
  change: { readonly userId: string; readonly accountId: string; readonly name: string },
): Promise<BrokerAccountRow | undefined> {
  return await updateAccount(db, change, { name: change.name });
}

/** Gives the account as it is then; undefined when the user has no such account. */
export async function setRiskLimits(
  db: Kysely<Database>,
  change: { readonly userId: string; readonly accountId: string; readonly limits: RiskLimits },
): Promise<BrokerAccountRow | undefined> {
  return await updateAccount(db, change, { riskLimits: JSON.stringify(change.limits) });
}

async function updateAccount(
  db: Kysely<Database>,
  whose: { readonly userId: string; readonly accountId: string },
  values: { readonly riskLimits: string } | { readonly name: string },
): Promise<BrokerAccountRow | undefined> {
  if (!isUuid(whose.accountId)) return undefined;
  return await db
    .updateTable('brokerAccounts')
    .set(values)
    .where('id', '=', whose.accountId)
    .where('userId', '=', whose.userId)
    .returningAll()
    .executeTakeFirst();
}

function toRow(account: AccountInput) {
  const { riskLimits = INITIAL_LIMITS, ...columns } = account;
  return { ...columns, riskLimits: JSON.stringify(riskLimits) };
}
