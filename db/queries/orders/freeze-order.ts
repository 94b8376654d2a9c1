import type { Transaction } from 'kysely';
import type { Facts } from '../../../domain/refusal.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { lockAccount } from '../accounts/broker-accounts.ts';
import { raiseLatches } from '../accounts/latches.ts';
import { appendAudit } from '../audit/audit.ts';
import { appendOutbox } from '../events/outbox.ts';
import { appendOrderEvent } from './order-events.ts';

/**
 * The outcome of an order cannot be found out: its reservation stays, the account's entries stop, and the order's
 * history, an event and the audit log say so with the evidence, once for each order.
 */
export async function freezeOrder(
  tx: Transaction<Database>,
  order: Pick<OrderRow, 'clientOrderId' | 'accountId' | 'symbol' | 'side' | 'status' | 'reservedNotional'>,
  evidence: Facts,
): Promise<void> {
  const { clientOrderId, accountId, symbol, side, status, reservedNotional } = order;
  const account = await lockAccount(tx, accountId);
  const facts = { clientOrderId, symbol, side, status, reservedNotional, ...evidence };
  await raiseLatches(tx, account, [{ code: 'UNRESOLVED_ORDER', facts }]);
  const told = await tx
    .selectFrom('orderEvents')
    .select('id')
    .where('clientOrderId', '=', clientOrderId)
    .where('kind', '=', 'unresolved')
    .executeTakeFirst();
  if (told !== undefined) return;
  const { userId } = account;
  await appendOrderEvent(tx, { clientOrderId, kind: 'unresolved', data: facts });
  await appendOutbox(tx, { userId, type: 'order.unresolved', payload: { accountId, ...facts } });
  await appendAudit(tx, {
    userId,
    actor: 'risk',
    action: 'order.unresolved',
    target: clientOrderId,
    result: status,
    data: facts,
  });
}
