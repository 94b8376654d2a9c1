import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/books/reconcile-activities.ts';
import type { ReconciliationInput } from './messages.ts';
import { described, RECONCILE } from './policies.ts';

const { accountsToReconcile, reconcileAccount } = proxyActivities<ReconcileActivities>(RECONCILE);

/**
 * Broker against ledger, all accounts side by side: orders, fills, positions, cash. A second run changes nothing. An
 * account that cannot be read holds up no other one; when all others are done, it fails the run.
 */
export async function reconciliation(
  input: ReconciliationInput = {},
): Promise<readonly ReconciliationSummary[]> {
  const accounts =
    input.accountId === undefined
      ? await accountsToReconcile.executeWithOptions(described(RECONCILE, 'Which accounts there are'), [])
      : [{ accountId: input.accountId, name: input.accountId }];
  const done: string[] = [];
  const outcomes = await Promise.allSettled(
    accounts.map(async ({ accountId, name }): Promise<ReconciliationSummary> => {
      const { drift } = await reconcileAccount.executeWithOptions(
        described(RECONCILE, `Compare ${name} with the broker`),
        [{ accountId }],
      );
      done.push(`- ${accountId}: ${drift} differences`);
      setCurrentDetails(done.join('\n'));
      return { accountId, drift };
    }),
  );
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

export interface ReconciliationSummary {
  readonly accountId: string;
  readonly drift: number;
}
