import { setTimeout } from 'node:timers/promises';
import {
  accountById,
  adoptBooks,
  allAccounts,
  lockAccount,
} from '../../db/queries/accounts/broker-accounts.ts';
import { raiseLatches } from '../../db/queries/accounts/latches.ts';
import { markPositions } from '../../db/queries/books/positions.ts';
import { insertReconciliation } from '../../db/queries/books/reconciliations.ts';
import { appendOutbox } from '../../db/queries/events/outbox.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { Timestamp } from '../../domain/market.ts';
import type { Difference } from '../../domain/reconciling/reconcile.ts';
import type { StopCondition } from '../../domain/risk/latch.ts';
import type { BrokerDeps } from '../deps.ts';
import { marksOf } from '../orders/marks-of.ts';
import { recentBrokerOrders, takeInOrders } from './catch-up.ts';
import { type BrokerBooksRead, compareWithBroker, readBrokerBooks } from './compare-with-broker.ts';
import { recheckRecentFills } from './recheck-recent-fills.ts';
import { takeInAccountState } from './take-in-account-state.ts';
import { waitsForKeys } from './waits-for-keys.ts';

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

type BooksCompared = BrokerBooksRead & { readonly differences: readonly Difference[] };

/** Books in motion are read again this often before a difference counts. */
const LOOKS_MAX = 4;
const PAUSE_MS = 300;
/** What is still different then may be a trade that was taken back, of an order that ended long ago. */
const LOOKS_BEFORE_RECHECK = 2;

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
      const read = await readBrokerBooks(deps, settled);
      const orders = await recentBrokerOrders(deps, settled);
      adopted += (await takeInOrders(deps, settled, orders)).adopted;
      return { ...read, differences: await compareWithBroker(deps, settled, read, orders) };
    };
    let books = await look();
    for (let looks = 1; books.differences.length > 0 && looks < LOOKS_MAX; looks += 1) {
      await setTimeout(PAUSE_MS);
      if (looks === LOOKS_BEFORE_RECHECK) await recheckRecentFills(deps, settled, brokerTime);
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
    const { differences, state, positions, askedAt } = books;
    const drift = differences.length;
    const unexplained = differences.filter(({ explanation }) => explanation === undefined);
    await takeInAccountState(deps, account.id, { state, brokerTime, askedAt });
    const id = await inTransaction(db, async (tx) => {
      await lockAccount(tx, account.id);
      const row = await insertReconciliation(tx, {
        accountId: account.id,
        cycleId: input.cycleId ?? null,
        drift,
        differences,
        adopted,
        brokerEquity: state.equity,
        brokerCash: state.cash,
        brokerTime,
      });
      const payload = { reconciliationId: row.id, accountId: account.id, drift, adopted };
      await appendOutbox(tx, { userId: account.userId, type: 'account.reconciled', payload });
      await markPositions(tx, account.id, marksOf(positions));
      if (unexplained.length > 0) await raiseLatches(tx, account, [driftOf(unexplained)], row.id);
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
      const accounts = (await allAccounts(db)).filter((account) => !waitsForKeys(account, brokerOf));
      return accounts.map(({ id, name }) => ({ accountId: id, name }));
    },
  };
}

/** The evidence in brief; the reconciliation's row has all of it. */
const DIFFERENCES_TOLD_MAX = 20;

function driftOf(differences: readonly Difference[]): StopCondition {
  const told = differences.slice(0, DIFFERENCES_TOLD_MAX).map(({ kind, subject, ledger, broker }) => {
    return [`${kind} ${subject}`, `ledger ${ledger}, broker ${broker}`];
  });
  return { code: 'DRIFT', facts: { differences: String(differences.length), ...Object.fromEntries(told) } };
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;
