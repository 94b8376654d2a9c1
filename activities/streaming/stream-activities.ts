import { cancellationSignal, log } from '@temporalio/activity';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { orderByClientOrderId } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow, OrderRow } from '../../db/schema.ts';
import type { TradeUpdate } from '../../domain/order.ts';
import { catchUp } from '../books/catch-up.ts';
import { watchAccount } from '../books/watch-account.ts';
import type { BrokerDeps, OrderNews } from '../deps.ts';
import { groupAnswerOf } from '../orders/order-answer-of.ts';
import { takeInUpdate } from '../orders/take-in-order.ts';

export interface StreamDeps extends BrokerDeps, OrderNews {
  /** Aborts when this worker stops: its streams end at once, and another worker takes them over. */
  readonly stopping: AbortSignal;
}

/** After this long the activity ends by itself, and its workflow begins a fresh history. */
const STREAM_MS = 60 * 60_000;

/** Follows the broker's trade updates, and looks at the account meanwhile: every fill is booked and every order workflow told, in the order of arrival. */
export function createStreamActivities(deps: StreamDeps) {
  const { db, brokerOf, tellOrder, stopping } = deps;

  const tell = async (order: OrderRow): Promise<void> => {
    if (order.parentClientOrderId !== null) {
      const parent = await orderByClientOrderId(db, order.parentClientOrderId);
      if (parent !== undefined) await tell(parent);
    }
    if (order.source === 'external' || order.source === 'leg') return;
    const { status, filledQty, filledAvgPrice, brokerOrderId, legs } = await groupAnswerOf(deps, order);
    await tellOrder(order.clientOrderId, {
      status,
      filledQty,
      ...(filledAvgPrice === undefined ? {} : { filledAvgPrice }),
      ...(brokerOrderId === undefined ? {} : { brokerOrderId }),
      ...(legs === undefined ? {} : { legs }),
    });
  };

  const currentAccount = async (accountId: string): Promise<BrokerAccountRow> => {
    const account = await accountById(db, accountId);
    if (account === undefined) throw new Error(`no account ${accountId}`);
    return account;
  };

  const follow = async (accountId: string, signal: AbortSignal): Promise<void> => {
    /** What every event asks of the account stays as it is once its books are adopted. */
    let adopted: BrokerAccountRow | undefined;
    const followed = async (): Promise<BrokerAccountRow> => {
      const account = adopted ?? (await currentAccount(accountId));
      if (account.adoptedAt !== null) adopted = account;
      return account;
    };
    await brokerOf(await currentAccount(accountId)).followTradeUpdates(
      {
        onConnected: async () => {
          const changed = await catchUp(deps, await currentAccount(accountId));
          for (const order of changed) await tell(order);
          log.info('trade updates followed', { accountId, caughtUp: changed.length });
        },
        onUpdate: async (update: TradeUpdate) => {
          const account = await followed();
          if (isBeforeTheLedger(account, update)) return;
          const { order, changed } = await takeInUpdate(deps, account, update);
          if (changed) await tell(order);
        },
        onDisconnected: (reason) => {
          log.warn('trade updates interrupted', { accountId, reason });
        },
      },
      signal,
    );
  };

  return {
    async streamTradeUpdates({ accountId }: { readonly accountId: string }): Promise<void> {
      const ended = new AbortController();
      const signal = AbortSignal.any([
        cancellationSignal(),
        stopping,
        ended.signal,
        AbortSignal.timeout(STREAM_MS),
      ]);
      const watching = watchAccount(deps, accountId, signal);
      try {
        await follow(accountId, signal);
      } finally {
        ended.abort();
        await watching;
      }
    },
  };
}

/** What happened before the broker's books were adopted is in them already. */
function isBeforeTheLedger(account: BrokerAccountRow, update: TradeUpdate): boolean {
  return account.adoptedAt === null || Date.parse(update.at) <= account.adoptedAt.getTime();
}

export type StreamActivities = ReturnType<typeof createStreamActivities>;
