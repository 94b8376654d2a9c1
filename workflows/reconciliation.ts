import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ReconcileActivities } from '../activities/books/reconcile-activities.ts';
import type { ReconciliationInput } from './messages.ts';
import { described, RECONCILE } from './policies.ts';

const { accountsToReconcile, reconcileAccount } = proxyActivities<ReconcileActivities>(RECONCILE);

/** Broker against ledger, account by account: orders, fills, positions, cash. A second run changes nothing. */
export async function reconciliation(
  input: ReconciliationInput = {},
): Promise<readonly ReconciliationSummary[]> {
  const accounts =
    input.accountId === undefined
      ? await accountsToReconcile.executeWithOptions(described(RECONCILE, 'Which accounts there are'), [])
      : [{ accountId: input.accountId, name: input.accountId }];
  const summaries: ReconciliationSummary[] = [];
  for (const { accountId, name } of accounts) {
    const result = await reconcileAccount.executeWithOptions(
      described(RECONCILE, `Compare ${name} with the broker`),
      [{ accountId }],
    );
    summaries.push({ accountId, drift: result.drift });
    setCurrentDetails(summaries.map((s) => `- ${s.accountId}: ${s.drift} differences`).join('\n'));
  }
  return summaries;
}

export interface ReconciliationSummary {
  readonly accountId: string;
  readonly drift: number;
}
