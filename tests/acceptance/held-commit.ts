import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';

/** A write of the product: which table, on what event, and which row of it. */
export interface Write {
  readonly table: string;
  readonly on: 'insert' | 'update';
  /** SQL over NEW and OLD. */
  readonly when?: string;
}

/** A transaction that has done its work, has been told to commit, and waits there. */
export interface HeldCommit {
  /** Waits until a transaction is held. */
  reached(withinMs?: number): Promise<void>;
  /** Lets it commit, and settles when it has. */
  commit(): Promise<void>;
  /** Ends its connection: everything it did is undone. */
  rollBack(): Promise<void>;
  /** Lets go at once, whatever became of the server. */
  release(): Promise<void>;
  /** Lets go and takes the trigger away; the server must answer again. */
  close(): Promise<void>;
}

const KEY = 40_010_001;

/**
 * Holds the first transaction that makes this write, at its commit, from outside: a deferred trigger that waits for a
 * lock of ours. Later ones pass.
 */
export async function holdCommit(databaseUrl: string, write: Write): Promise<HeldCommit> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => {
    // The next query of the test reports it.
  });
  await client.connect();
  await client.query('select pg_advisory_lock($1)', [KEY]);
  await client.query(`
    create sequence hold_turns;
    create function hold() returns trigger language plpgsql as $$
      begin
        if nextval('hold_turns') = 1 then perform pg_advisory_xact_lock(${KEY}); end if;
        return null;
      end $$;
    create constraint trigger hold after ${write.on} on ${write.table} deferrable initially deferred
      for each row ${write.when === undefined ? '' : `when (${write.when})`} execute function hold();
  `);
  let held: number | undefined;
  const inState = async (condition: string) => {
    const query = `select pid from pg_stat_activity where ${condition}`;
    const { rows } = await client.query<{ pid: number }>(query);
    return rows[0]?.pid;
  };
  const isWaiting = `wait_event_type = 'Lock' and wait_event = 'advisory'`;
  const untilOver = () =>
    eventually('the held transaction is over', async () =>
      (await inState(`pid = ${held ?? 0} and state <> 'idle'`)) === undefined ? true : undefined,
    );
  let closing: Promise<void> | undefined;
  const release = (): Promise<void> => {
    closing ??= client.end();
    return closing;
  };
  return {
    async reached(withinMs = 20_000) {
      held = await eventually(
        `a write to ${write.table} is held at its commit`,
        () => inState(isWaiting),
        withinMs,
      );
    },
    async commit() {
      await client.query('select pg_advisory_unlock($1)', [KEY]);
      await untilOver();
    },
    async rollBack() {
      await client.query('select pg_terminate_backend($1)', [held ?? 0]);
      await untilOver();
    },
    release,
    async close() {
      await release();
      // Over another connection: the one that held may be gone with a server that was killed.
      const other = new Client({ connectionString: databaseUrl });
      await other.connect();
      await other.query('drop function hold() cascade; drop sequence hold_turns');
      await other.end();
    },
  };
}
