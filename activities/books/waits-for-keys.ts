import type { BrokerAccountRow } from '../../db/schema.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { BrokerDeps } from '../deps.ts';

/**
 * True of an account that was opened and whose key the broker has not taken yet: there is nothing to read. One that has
 * its books is read whatever its keys, and says so when it cannot be.
 */
export function waitsForKeys(account: BrokerAccountRow, brokerOf: BrokerDeps['brokerOf']): boolean {
  if (account.adoptedAt !== null) return false;
  try {
    brokerOf(account);
    return false;
  } catch (error) {
    if (error instanceof SourceOutage && error.kind === 'unauthorized') return true;
    throw error;
  }
}
