import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  type ControlledTransaction,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type Transaction,
} from 'kysely';
import { CamelCaseRows } from './camel-case-rows.ts';
import type { Database } from './schema.ts';

/** One piece of work, and its transaction once it has written something. */
interface Work {
  begun: Promise<ControlledTransaction<Database>> | undefined;
  isUndone: boolean;
}

export interface JoinedTransactions {
  /** For a library that wants a database of its own: what it writes joins the work that is under way. */
  readonly db: Kysely<Database>;
  /**
   * Runs `work`: what it writes itself, in `transaction()`, and what the library writes stand or fall together, with an
   * error of either. Work within work joins it. The transaction begins with the first write, so that no connection is
   * held while a password is hashed.
   */
  readonly together: <T>(
    work: (transaction: () => Promise<Transaction<Database>>) => Promise<T>,
  ) => Promise<T>;
}

export function joinTransactions(db: Kysely<Database>): JoinedTransactions {
  const under = new AsyncLocalStorage<Work>();

  const begin = async (work: Work): Promise<ControlledTransaction<Database>> => {
    if (work.isUndone) throw new Error('the transaction was undone by who shares it');
    work.begun ??= db.startTransaction().execute();
    return await work.begun;
  };

  function answered<Row>(query: CompiledQuery): Promise<QueryResult<Row>>;
  async function answered(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const work = under.getStore();
    const isRead = query.query.kind === 'SelectQueryNode';
    if (work === undefined || (isRead && work.begun === undefined)) return await db.executeQuery(query);
    return await (await begin(work)).executeQuery(query);
  }
  const connection: DatabaseConnection = {
    executeQuery: answered,
    streamQuery() {
      throw new Error('nothing is streamed within joined transactions');
    },
  };

  return {
    db: new Kysely<Database>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => driverOf(connection, () => under.getStore()),
        createIntrospector: (own) => new PostgresIntrospector(own),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
      plugins: [new CamelCaseRows()],
    }),
    async together(run) {
      const outer = under.getStore();
      if (outer !== undefined) return await run(async () => await begin(outer));
      const work: Work = { begun: undefined, isUndone: false };
      try {
        const result = await under.run(work, async () => await run(async () => await begin(work)));
        const tx = await work.begun;
        await (work.isUndone ? tx?.rollback() : tx?.commit())?.execute();
        return result;
      } catch (error) {
        await undo(work);
        throw error;
      }
    },
  };
}

/** The library's own transactions are part of the one: where it takes one back, all of it is. */
function driverOf(connection: DatabaseConnection, under: () => Work | undefined): Driver {
  return {
    init: async () => {},
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: async () => {},
    beginTransaction: async () => {},
    commitTransaction: async () => {},
    rollbackTransaction: () => {
      const work = under();
      if (work !== undefined) work.isUndone = true;
      return Promise.resolve();
    },
    destroy: async () => {},
  };
}

async function undo(work: Work): Promise<void> {
  // One that could not begin has nothing to take back: its error is the one that is thrown.
  const tx = await work.begun?.catch(() => undefined);
  if (tx !== undefined && !tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute();
}
