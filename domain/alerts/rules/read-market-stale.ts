import type { AlertFacts } from '../alert-facts.ts';
import type { Reading } from '../reading.ts';

/** Accounts whose market stream was told to be stale, which it is only while the market is open. */
export function readMarketStale(facts: AlertFacts): readonly Reading[] {
  return facts.accounts.map(({ id, name, staleMarket }) => ({
    subject: id,
    state: staleMarket === undefined ? 'clear' : 'breached',
    message: `The market stream of ${name} does not bring what happens (${staleMarket?.reason ?? 'live'}); quotes come every 15 seconds.`,
    facts: { accountId: id, ...staleMarket },
  }));
}
