import { setTimeout } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { latestFillAt } from '../../db/queries/books/fills.ts';
import { markPositions } from '../../db/queries/books/positions.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { freezeOrder } from '../../db/queries/orders/freeze-order.ts';
import { exposedOrders } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import { clockSkewMs } from '../../domain/risk/clock-skew.ts';
import { limitsOf } from '../../domain/risk/limits.ts';
import type { BrokerDeps } from '../deps.ts';
import { marksOf } from '../orders/marks-of.ts';
import { compareWithBroker, readBrokerBooks } from './compare-with-broker.ts';
import { createReconcileActivities } from './reconcile-activities.ts';
import { takeInAccountState } from './take-in-account-state.ts';

/**
 * Between two looks at an account: three requests each (account, positions, clock), so 6 a minute while it trades and
 * 4 while it does not. A look and the reconciliation that a difference calls for take seconds: entries stop within a
 * minute of a drift either way.
 */
export const WATCH_MS = { trading: 30_000, idle: 45_000 };
/** An account trades while it has open orders and for so long after its latest execution. */
const TRADING_FOR_MS = 10 * 60_000;

/** Looks at the account again and again until `signal` aborts. A look that fails is tried again at the next time. */
export async function watchAccount(
  deps: BrokerDeps,
  accountId: string,
  signal: AbortSignal,
  pauseMs = WATCH_MS,
): Promise<void> {
  const look = createAccountLook(deps);
  while (!signal.aborted) {
    let trading = true;
    try {
      trading = await look(accountId);
    } catch (error) {
      log.warn('the account could not be looked at', { accountId, error: String(error) });
    }
    await setTimeout(trading ? pauseMs.trading : pauseMs.idle, undefined, { signal }).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
  }
}

/**
 * One look: blocks and losses, prices of what is held, cash and positions against the ledger, and orders whose outcome
 * stays unknown. A difference is reconciled in full at once, which stops entries if it stands. Tells whether the
 * account trades.
 */
export function createAccountLook(deps: BrokerDeps): (accountId: string) => Promise<boolean> {
  const { db, brokerOf, now } = deps;
  const books = createReconcileActivities(deps);
  const unresolvedSince = new Map<string, number>();

  return async (accountId) => {
    const account = await accountById(db, accountId);
    if (account === undefined) throw new Error(`no account ${accountId}`);
    if (account.adoptedAt === null) return true;
    const clockNow = async () => ({ clock: await brokerOf(account).clock(), answeredAt: now() });
    const [read, { clock, answeredAt }] = await Promise.all([readBrokerBooks(deps, account), clockNow()]);
    const { state, askedAt } = read;
    await takeInAccountState(deps, accountId, {
      state,
      askedAt,
      brokerTime: clock.at,
      clockSkewMs:
        account.mode === 'sandbox'
          ? undefined
          : clockSkewMs({
              brokerTime: clock.at,
              askedAt: askedAt.toISOString(),
              answeredAt: answeredAt.toISOString(),
            }),
    });
    await markPositions(db, accountId, marksOf(read.positions));
    const differences = await compareWithBroker(deps, account, read, []);
    if (differences.length > 0) await books.reconcileAccount({ accountId, brokerTime: clock.at });
    const exposed = await exposedOrders(db, accountId);
    await freezeUnresolved(account, exposed);
    return exposed.length > 0 || (await tradedLately(accountId));
  };

  async function tradedLately(accountId: string): Promise<boolean> {
    const latest = await latestFillAt(db, accountId);
    return latest !== undefined && now().getTime() - latest.getTime() < TRADING_FOR_MS;
  }

  /** Counted from the first look at it: while nobody looked, nobody tried to find out either. */
  async function freezeUnresolved(account: BrokerAccountRow, exposed: readonly OrderRow[]): Promise<void> {
    const open = exposed.filter(({ status }) => status === 'unknown' || status === 'submitting');
    const ids = new Set(open.map(({ clientOrderId }) => clientOrderId));
    for (const id of unresolvedSince.keys()) if (!ids.has(id)) unresolvedSince.delete(id);
    const { unresolvedOrderMsMax } = limitsOf(account.riskLimits);
    for (const order of open) {
      const since = unresolvedSince.get(order.clientOrderId) ?? now().getTime();
      unresolvedSince.set(order.clientOrderId, since);
      const unresolvedMs = now().getTime() - since;
      if (unresolvedMs < unresolvedOrderMsMax) continue;
      await inTransaction(db, (tx) => freezeOrder(tx, order, { unresolvedMs: String(unresolvedMs) }));
    }
  }
}
