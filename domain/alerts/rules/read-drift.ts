import type { AlertFacts } from '../alert-facts.ts';
import type { Reading } from '../reading.ts';

/** Accounts whose entries stand still because ledger and broker differ. */
export function readDrift(facts: AlertFacts): readonly Reading[] {
  return facts.accounts.map(({ id, name, latches }) => {
    const drift = latches.find(({ code }) => code === 'DRIFT');
    return {
      subject: id,
      state: drift === undefined ? 'clear' : 'breached',
      message: `The ledger of ${name} and the broker differ; entries have stopped.`,
      facts: { accountId: id, ...(drift === undefined ? {} : { since: drift.since }) },
    };
  });
}
