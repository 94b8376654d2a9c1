import { accountById } from '../../db/queries/accounts/broker-accounts.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { MarketDeps } from '../deps.ts';

export type OpenedLook =
  | { readonly kind: 'opened'; readonly brokerTime: string }
  | { readonly kind: 'unknown-symbol' }
  | { readonly kind: 'broker-away'; readonly reason: string };

/** The broker's clock, by which ages are judged, and whether it knows the symbol at all. */
export function openLookActivity({ db, brokerOf }: MarketDeps) {
  return {
    async openLook({
      accountId,
      symbol,
    }: {
      readonly accountId: string;
      readonly symbol: string;
    }): Promise<OpenedLook> {
      const account = await accountById(db, accountId);
      if (account === undefined) throw new Error(`no account ${accountId}`);
      const broker = brokerOf(account);
      try {
        const [asset, clock] = await Promise.all([broker.asset(symbol), broker.clock()]);
        return asset === undefined ? { kind: 'unknown-symbol' } : { kind: 'opened', brokerTime: clock.at };
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        return { kind: 'broker-away', reason: error.message.slice(0, 300) };
      }
    },
  };
}
