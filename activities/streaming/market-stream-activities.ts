import { cancellationSignal } from '@temporalio/activity';
import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { followMarket, type MarketStreamDeps } from './follow-market.ts';

/** After this long the activity ends by itself, and its workflow begins a fresh history. */
const STREAM_MS = 60 * 60_000;

export interface MarketStreamActivityDeps extends MarketStreamDeps {
  /** Aborts when this worker stops: its streams end at once, and another worker takes them over. */
  readonly stopping: AbortSignal;
}

/** Follows the broker's market stream with the keys of one account. */
export function createMarketStreamActivities(deps: MarketStreamActivityDeps) {
  return {
    async streamMarketData({ accountId }: { readonly accountId: string }): Promise<void> {
      const account = await accountById(deps.db, accountId);
      if (account === undefined) throw new Error(`no account ${accountId}`);
      const signal = AbortSignal.any([cancellationSignal(), deps.stopping, AbortSignal.timeout(STREAM_MS)]);
      await followMarket(deps, account, signal);
    },
  };
}

export type MarketStreamActivities = ReturnType<typeof createMarketStreamActivities>;
