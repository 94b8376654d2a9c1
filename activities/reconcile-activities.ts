import { setTimeout } from 'node:timers/promises';
import { accountById, adoptBooks, allAccounts } from '../db/queries/broker-accounts.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import { appendOutbox } from '../db/queries/outbox.ts';
import { insertReconciliation } from '../db/queries/reconciliations.ts';
import type { BrokerAccountRow } from '../db/schema.ts';
import type { Timestamp } from '../domain/market.ts';
import { recentBrokerOrders, takeInOrders } from './catch-up.ts';
import { type BooksCompared, compareWithBroker } from './compare-with-broker.ts';
import type { BrokerDeps } from './deps.ts';

export interface ReconcileInput {
  readonly accountId: string;
  readonly cycleId?: string;
  /** A broker time that is known already saves asking for the clock. */
  readonly brokerTime?: Timestamp;
}

export interface Reconciled {
  readonly note: string;
  readonly id: string;
  readonly drift: number;
}

/** Books in motion are read again this often before a difference counts. */
const LOOKS_MAX = 4;
const PAUSE_MS = 300;

/**
 * Broker against ledger for one account: takes in what the ledger missed, adopts what somebody placed elsewhere, and
 * counts what still differs. The first time, the broker's books become the ledger's beginning. A second run changes
 * nothing. @throws SourceOutage when the broker cannot be read: that is never a flat account.
 */
export function createReconcileActivities(deps: BrokerDeps) {
  const { db, brokerOf } = deps;

  const reconcile = async (input: ReconcileInput, account: BrokerAccountRow): Promise<Reconciled> => {
    const brokerTime = input.brokerTime ?? (await brokerOf(account).clock()).at;
    const settled = account.adoptedAt === null ? await adopt(account, brokerTime) : account;
    let adopted = 0;
    const look = async (): Promise<BooksCompared> => {
      const orders = await recentBrokerOrders(deps, settled);
      adopted += (await takeInOrders(deps, settled, orders)).adopted;
      return compareWithBroker(deps, settled, orders);
    };
    let books = await look();
    for (let looks = 1; books.differences.length > 0 && looks < LOOKS_MAX; looks += 1) {
      await setTimeout(PAUSE_MS);
      books = await look();
    }
    return store(input, settled, brokerTime, books, adopted);
  };

  const adopt = async (account: BrokerAccountRow, at: Timestamp): Promise<BrokerAccountRow> => {
    const [state, positions] = await Promise.all([
      brokerOf(account).account(),
      brokerOf(account).positions(),
    ]);
    await inTransaction(db, (tx) =>
      adoptBooks(tx, { accountId: account.id, cash: state.cash, positions, at }),
    );
    return currentAccount(account.id);
  };

  const store = async (
    input: ReconcileInput,
    account: BrokerAccountRow,
    brokerTime: Timestamp,
    books: BooksCompared,
    adopted: number,
  ): Promise<Reconciled> => {
    const { differences } = books;
    const drift = differences.length;
    const id = await inTransaction(db, async (tx) => {
      const row = await insertReconciliation(tx, {
        accountId: account.id,
        cycleId: input.cycleId ?? null,
        drift,
        differences,
        adopted,
        brokerEquity: books.equity,
        brokerCash: books.cash,
        brokerTime,
      });
      const payload = { reconciliationId: row.id, accountId: account.id, drift, adopted };
      await appendOutbox(tx, { userId: account.userId, noun: 'account', verb: 'reconciled', payload });
      return row.id;
    });
    return { note: drift === 0 ? 'ledger equals broker' : `${drift} differences`, id, drift };
  };

  const currentAccount = async (accountId: string): Promise<BrokerAccountRow> => {
    const account = await accountById(db, accountId);
    if (account === undefined) throw new Error(`no account ${accountId}`);
    return account;
  };

  return {
    async reconcileAccount(input: ReconcileInput): Promise<Reconciled> {
      return reconcile(input, await currentAccount(input.accountId));
    },

    async accountsToReconcile(): Promise<readonly { readonly accountId: string; readonly name: string }[]> {
      return (await allAccounts(db)).map(({ id, name }) => ({ accountId: id, name }));
    },
  };
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;
