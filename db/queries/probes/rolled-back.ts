import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../schema.ts';

class Undone<T> extends Error {
  readonly value: T;

  constructor(value: T) {
    super('undone on purpose');
    this.value = value;
  }
}

/** Runs `work` in a transaction that is always undone, and gives what it gave: nothing of it stays. */
export async function rolledBack<T>(
  db: Kysely<Database>,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  let done: Undone<T> | undefined;
  try {
    await db.transaction().execute(async (tx) => {
      done = new Undone(await work(tx));
      throw done;
    });
  } catch (error) {
    if (done === undefined || error !== done) throw error;
    return done.value;
  }
  throw new Error('the transaction was not undone');
}
