import type { KyselyPlugin, QueryId, RootOperationNode } from 'kysely';
import type { Action } from './crash-points.ts';

/** Of an order placed by hand, and of a replacement. */
const ORDER_ID = /m-[0-9a-f-]{36}-[0-9a-f]{64}|r-[0-9a-f]{64}/;

/** The last statement of the transaction that commits an intent, and of the one that commits a wish to cancel. */
const LAST_WRITES: readonly { readonly action: Action; readonly table: string; readonly says: string }[] = [
  { action: 'submit', table: 'audit', says: 'order.approve' },
  { action: 'cancel', table: 'order_events', says: 'cancel-requested' },
];

/** Tells of the last write of an intent, made and not committed, before the transaction goes on to its commit. */
export function uncommittedWrites(told: (action: Action, clientOrderId: string) => void): KyselyPlugin {
  const writes = new WeakMap<QueryId, { readonly action: Action; readonly id: string }>();
  return {
    transformQuery({ node, queryId }) {
      const write = writeOf(node);
      if (write !== undefined) writes.set(queryId, write);
      return node;
    },
    async transformResult({ queryId, result }) {
      const write = writes.get(queryId);
      if (write !== undefined) told(write.action, write.id);
      return await Promise.resolve(result);
    },
  };
}

function writeOf(node: RootOperationNode): { readonly action: Action; readonly id: string } | undefined {
  const text = JSON.stringify(node);
  if (!text.includes('"InsertQueryNode"')) return undefined;
  const write = LAST_WRITES.find((one) => text.includes(`"${one.table}"`) && text.includes(`"${one.says}"`));
  const id = ORDER_ID.exec(text)?.[0];
  return write === undefined || id === undefined ? undefined : { action: write.action, id };
}
