import type { BrokerAccountRow, FillRow } from '../../db/schema.ts';
import type { BrokerOrder, Execution } from '../../domain/order.ts';
import type { BookedExecution } from '../../domain/reconciling/standing-executions.ts';
import type { BrokerDeps } from '../deps.ts';

/** Executions are asked for from a little before the order was submitted. */
const MARGIN_MS = 60_000;

/** The executions of one order that the broker lists, oldest first. */
export async function executionsOfOrder(
  { brokerOf }: BrokerDeps,
  account: BrokerAccountRow,
  { brokerOrderId, submittedAt }: BrokerOrder,
): Promise<readonly Execution[]> {
  const after = new Date(Date.parse(submittedAt) - MARGIN_MS).toISOString();
  const listed = await brokerOf(account).executions({ after });
  return listed.filter((execution) => execution.brokerOrderId === brokerOrderId);
}

/** A fill as it is laid beside the broker's executions. */
export function bookedOf(fill: FillRow): BookedExecution {
  const { executionId, qty, price, cumulativeQty, executedAt } = fill;
  return { executionId, qty, price, cumulativeQty, at: executedAt.toISOString() };
}
