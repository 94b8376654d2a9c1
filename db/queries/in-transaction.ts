import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../schema.ts';

/** Runs `work` in the transaction that `db` already is, or in one of its own. */
export async function inTransaction<T>(
  db: Kysely<Database>,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return isTransaction(db) ? await work(db) : await db.transaction().execute(work);
}

function isTransaction(db: Kysely<Database>): db is Transaction<Database> {
  return db.isTransaction;
}
