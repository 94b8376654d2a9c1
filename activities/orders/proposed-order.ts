import type { Transaction } from 'kysely';
import { positionQtyOf } from '../../db/queries/books/positions.ts';
import { lockOrder } from '../../db/queries/orders/lock-order.ts';
import { replacementUnderWay } from '../../db/queries/orders/orders.ts';
import type { Database, OrderRow } from '../../db/schema.ts';
import type { DecimalString } from '../../domain/money.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { isClientOrderId } from '../../domain/ordering/client-order-id.ts';
import { closingOrder } from '../../domain/ordering/close-position.ts';
import type { OrderInput } from '../../domain/ordering/order-intent.ts';
import { replacementOf } from '../../domain/ordering/replace-order.ts';
import type { Refusal } from '../../domain/refusal.ts';

/** What an order comes to once the account is locked: its words, or why there is nothing to judge. */
export interface ProposedOrder {
  readonly request: OrderRequest;
  readonly refusal?: Refusal;
  readonly replaces?: { readonly order: OrderRow; readonly remainingQty: DecimalString };
}

/** Reads what the order depends on, a position or the order it replaces, from the locked books. */
export async function proposedOrder(tx: Transaction<Database>, input: OrderInput): Promise<ProposedOrder> {
  if (input.close !== undefined) return closing(tx, input, input.close);
  if (input.replaces !== undefined) return replacing(tx, input, input.replaces);
  return { request: input.request };
}

async function closing(
  tx: Transaction<Database>,
  { accountId, request }: OrderInput,
  part: NonNullable<OrderInput['close']>,
): Promise<ProposedOrder> {
  const held = await positionQtyOf(tx, accountId, request.symbol);
  const closed = closingOrder(request.symbol, held, part);
  if (closed.kind === 'order') return { request: closed.request };
  const { code, message, facts } = closed;
  return { request, refusal: { code, message, facts } };
}

async function replacing(
  tx: Transaction<Database>,
  { accountId, request }: OrderInput,
  { clientOrderId, changes }: NonNullable<OrderInput['replaces']>,
): Promise<ProposedOrder> {
  const { order } = await lockOrder(tx, { accountId, clientOrderId });
  if (order === undefined) throw new Error(`account ${accountId} has no order ${clientOrderId} to replace`);
  const facts = { order: clientOrderId };
  const no = (message: string): ProposedOrder => ({
    request,
    refusal: { code: 'ORDER_NOT_REPLACEABLE', message, facts },
  });
  if (!isClientOrderId(clientOrderId)) return no('The broker does not find this order under its id.');
  if ((await replacementUnderWay(tx, clientOrderId)) !== undefined) {
    return no('The order is being replaced already.');
  }
  const replacement = replacementOf(order, changes);
  if (replacement.kind === 'refused') {
    const { code, message } = replacement;
    return { request, refusal: { code, message, facts: replacement.facts } };
  }
  const { remainingQty } = replacement;
  return { request: replacement.request, replaces: { order, remainingQty } };
}
