import { fillsSince } from '../../db/queries/books/fills.ts';
import { ordersListed } from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { Timestamp } from '../../domain/market.ts';
import { clientOrderId as readClientOrderId } from '../../domain/ordering/client-order-id.ts';
import { unmatched } from '../../domain/reconciling/standing-executions.ts';
import type { BrokerDeps } from '../deps.ts';
import { bookedOf } from '../orders/executions-of-order.ts';
import { settleOrder } from '../orders/settle-order.ts';

/** A trade is taken back within its settlement; a week with a long weekend holds that. */
const LOOK_BACK_MS = 8 * 24 * 60 * 60_000;

/**
 * For a difference that looking again did not explain: lays the account's fills of the past days beside the broker's
 * list, and checks each order in which they differ. So a bust or a correction is found that nobody was told of,
 * however long ago its order ended.
 */
export async function recheckRecentFills(
  deps: BrokerDeps,
  account: BrokerAccountRow,
  brokerTime: Timestamp,
): Promise<void> {
  const { adoptedAt } = account;
  if (adoptedAt === null) return;
  const since = new Date(Math.max(adoptedAt.getTime(), Date.parse(brokerTime) - LOOK_BACK_MS));
  const broker = deps.brokerOf(account);
  const booked = await fillsSince(deps.db, account.id, since);
  const listed = await broker.executions({ after: since.toISOString() });
  const rows = await ordersListed(deps.db, account.id, [
    ...booked.map(({ clientOrderId }) => ({ clientOrderId, brokerOrderId: '' })),
    ...listed.map(({ brokerOrderId }) => ({ clientOrderId: '', brokerOrderId })),
  ]);
  for (const row of rows) {
    const { unlisted, missing } = unmatched(
      booked.filter(({ clientOrderId }) => clientOrderId === row.clientOrderId).map(bookedOf),
      listed.filter(({ brokerOrderId }) => brokerOrderId === row.brokerOrderId),
    );
    if (unlisted.length === 0 && missing.length === 0) continue;
    const found = await broker.orderByClientOrderId(readClientOrderId(row.clientOrderId));
    if (found !== undefined) await settleOrder(deps, account, row, found, { inDoubt: true });
  }
}
