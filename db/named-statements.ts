import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseError, type Pool } from 'pg';
import { answerInTime, type Breakable } from './answer-in-time.ts';
import type { CamelCaseRows, RowsOfValues } from './camel-case-rows.ts';

/** A statement with more parameters is one of many lengths (an `in` list), and is not worth keeping. */
const PARAMETERS_MAX = 48;
/** Each connection keeps every named statement in the server's memory. */
const STATEMENTS_MAX = 400;
/** "cached plan must not change result type": a table was altered under a statement that was prepared before. */
const STALE_PLAN = '0A000';

/** pg's own connection, as far as it is needed here. */
interface NamingClient extends Breakable {
  readonly processID?: number;
  query(query: {
    readonly text: string;
    readonly values: readonly unknown[];
    readonly rowMode: 'array';
    readonly name?: string;
  }): Promise<Omit<PostgresQueryResult<unknown>, 'rows'> & RowsOfValues>;
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  release(destroy?: boolean): void;
}

/**
 * The pool, with statements that each connection prepares once and executes by name after that: PostgreSQL parses and
 * plans them once instead of every time. After a migration under a running process a statement that it has changed
 * fails once; the next time it is prepared anew. `columns` names the rows' columns; `observe` hears how long each has
 * taken, failed or not; a server that has not answered within `answerMs` is given up.
 */
export function withNamedStatements(
  pool: Pool,
  columns: Pick<CamelCaseRows, 'rowsOf'>,
  {
    answerMs,
    observe = () => {},
  }: { readonly answerMs: number; readonly observe?: ((text: string, ms: number) => void) | undefined },
): PostgresPool {
  const names = new Map<string, string>();
  let generation = 0;

  const nameOf = (text: string, parameters: readonly unknown[]): { readonly name?: string } => {
    if (parameters.length === 0 || parameters.length > PARAMETERS_MAX) return {};
    const known = names.get(text);
    if (known !== undefined) return { name: known };
    if (names.size >= STATEMENTS_MAX) return {};
    const name = `s${generation}_${names.size}`;
    names.set(text, name);
    return { name };
  };

  const naming = (client: NamingClient): PostgresPoolClient => {
    async function run<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
      const startedAt = performance.now();
      try {
        const statement = {
          text,
          values: parameters,
          rowMode: 'array',
          ...nameOf(text, parameters),
        } as const;
        const answer = await answerInTime(client, answerMs, () => client.query(statement));
        return { command: answer.command, rowCount: answer.rowCount, rows: columns.rowsOf<Row>(answer) };
      } catch (error) {
        if (error instanceof DatabaseError && error.code === STALE_PLAN) {
          names.clear();
          generation += 1;
        }
        throw error;
      } finally {
        observe(text, performance.now() - startedAt);
      }
    }
    function query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
    function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
    function query<Row>(what: string | PostgresCursor<Row>, parameters: readonly unknown[] = []) {
      return typeof what === 'string' ? run<Row>(what, parameters) : client.query(what);
    }
    return {
      query,
      release: (destroy) => client.release(destroy),
      ...(client.processID === undefined ? {} : { processID: client.processID }),
    };
  };

  return {
    connect: async () => naming(await pool.connect()),
    end: async () => await pool.end(),
    options: pool.options,
  };
}
