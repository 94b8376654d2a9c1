import { accountById, lockAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { markSuspended, markSuspensionLifted, noteCancels } from '../../db/queries/accounts/trading-halts.ts';
import { appendAudit } from '../../db/queries/audit/audit.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { BrokerDeps, OrderNews } from '../deps.ts';
import { endWaitingOrders } from './end-waiting-orders.ts';

export interface HaltSweep {
  /** `lifted`: the account is not halted any more, and the broker takes its orders again. */
  readonly state: 'halted' | 'lifted';
  /** Orders still open at the broker after every cancellation was requested. */
  readonly open: number;
  /** Some of them, for a person. */
  readonly openInWords: string;
}

/** Steps of carrying out a halt. Each looks at the account anew, so that it is safe to repeat at any time. */
export function createHaltActivities(deps: BrokerDeps & OrderNews) {
  const { db, brokerOf, now } = deps;

  const carryOut = async (account: BrokerAccountRow): Promise<HaltSweep> => {
    const broker = brokerOf(account);
    await inTransaction(db, async (tx) => {
      await lockAccount(tx, account.id);
      await noteCancels(tx, account.id);
    });
    const suspend = async (): Promise<void> => {
      if (account.suspendedAt !== null) return;
      await broker.suspendTrading(true);
      await markSuspended(db, account.id);
    };
    // None waits for another: a broker that cannot suspend must still cancel.
    const done = await Promise.allSettled([
      broker.cancelAll(),
      suspend(),
      endWaitingOrders(deps, account.id),
    ]);
    const open = await broker.orders({ status: 'open' });
    const failed = done.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const openInWords = open
      .slice(0, 10)
      .map(({ side, symbol, brokerStatus }) => `${side} ${symbol} ${brokerStatus}`)
      .join(', ');
    return { state: 'halted', open: open.length, openInWords };
  };

  const lift = async (account: BrokerAccountRow): Promise<HaltSweep> => {
    if (account.suspendedAt !== null) {
      await brokerOf(account).suspendTrading(false);
      await markSuspensionLifted(db, account.id, now());
    }
    return { state: 'lifted', open: 0, openInWords: '' };
  };

  return {
    /**
     * Requests the end of everything open and has the broker refuse new orders, while the account is halted; lifts that
     * suspension once it is not. @throws SourceOutage when the broker could not be reached: it is asked again.
     */
    async sweepHaltedAccount({ accountId }: { readonly accountId: string }): Promise<HaltSweep> {
      const account = await accountById(db, accountId);
      if (account === undefined) throw new Error(`no account ${accountId}`);
      return account.tradingState === 'halted' ? carryOut(account) : lift(account);
    },

    /** Writes that no order is open at the broker any more. */
    async recordAllCanceled(input: { readonly accountId: string; readonly sweeps: number }): Promise<void> {
      const account = await accountById(db, input.accountId);
      if (account === undefined) throw new Error(`no account ${input.accountId}`);
      await appendAudit(db, {
        userId: account.userId,
        actor: 'haltTrading',
        action: 'trading-state.all-canceled',
        target: `account:${account.id}`,
        result: 'done',
        data: { sweeps: input.sweeps },
      });
    },
  };
}

export type HaltActivities = ReturnType<typeof createHaltActivities>;
