import { orderByClientOrderId } from '../../db/queries/orders/orders.ts';
import type { OrderRow } from '../../db/schema.ts';
import type { LedgerDeps } from '../deps.ts';

/** The order's row. @throws when there is no committed intent: without one nothing may be sent. */
export async function ledgerOrder({ db }: LedgerDeps, clientOrderId: string): Promise<OrderRow> {
  const row = await orderByClientOrderId(db, clientOrderId);
  if (row === undefined) throw new Error(`no committed intent ${clientOrderId}`);
  return row;
}
