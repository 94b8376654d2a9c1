import type { OrderRow } from '../db/schema.ts';
import { clientOrderId as readClientOrderId } from '../domain/client-order-id.ts';
import { type BrokerOrder, isTerminal, type OrderChanges } from '../domain/order.ts';
import type { BrokerDeps } from './deps.ts';
import { ledgerOrder } from './ledger-order.ts';
import { accountOf } from './settle-order.ts';

/** The broker is putting another order in its place, or has done so. */
const GIVES_WAY: ReadonlySet<string> = new Set(['pending_replace', 'replaced']);

/** What a replacement is sent with: the order it replaces, and the changes that were approved. */
export async function replacesOf(
  deps: BrokerDeps,
  replacement: OrderRow,
  originalId: string,
): Promise<{ readonly brokerOrderId: string; readonly changes: OrderChanges }> {
  const { brokerOrderId } = await ledgerOrder(deps, originalId);
  const changes = replacement.approval?.changes;
  if (brokerOrderId === null || changes === undefined) {
    throw new Error(`${replacement.clientOrderId} replaces ${originalId}, which the broker never had`);
  }
  return { brokerOrderId, changes };
}

/** How the broker shows the order that is to be replaced. */
export async function lookUpOriginal(deps: BrokerDeps, originalId: string): Promise<BrokerOrder | undefined> {
  const original = await ledgerOrder(deps, originalId);
  const broker = deps.brokerOf(await accountOf(deps, original));
  return broker.orderByClientOrderId(readClientOrderId(originalId));
}

/** True when nobody's place was given to it: what the broker refuses for it then, it refuses for good. */
export function isInItsPlace(original: BrokerOrder | undefined): boolean {
  return original !== undefined && !GIVES_WAY.has(original.brokerStatus);
}

/** True when it has ended in its own place: a replacement that is not there by then never will be. */
export function endedInItsPlace(original: BrokerOrder | undefined): boolean {
  return original !== undefined && isInItsPlace(original) && isTerminal(original.status);
}
