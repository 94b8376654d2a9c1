import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { CycleBody } from '../../api/contract/cycles.ts';
import type { BootedStack } from '../support/stack.ts';

const accepted = z.array(z.looseObject({ id: z.string(), client_order_id: z.string() }));
const listed = z.array(
  z.looseObject({
    id: z.string(),
    client_order_id: z.string(),
    status: z.string(),
    filled_qty: z.string(),
  }),
);

/** The log of every order that the broker ever accepted. */
export async function acceptedOrders(stack: BootedStack, clientOrderId?: string) {
  const filter = clientOrderId === undefined ? '' : `?client_order_id=${encodeURIComponent(clientOrderId)}`;
  const answer = await fetch(`${stack.stackJson().addresses.sandbox ?? ''}/_sandbox/orders${filter}`);
  return accepted.parse(await answer.json());
}

/** The broker's own list of orders, newest first, as it answers every client. */
async function brokerOrders(stack: BootedStack) {
  const headers = { 'APCA-API-KEY-ID': 'local', 'APCA-API-SECRET-KEY': 'local' };
  const url = `${stack.stackJson().addresses.sandbox ?? ''}/v2/orders?status=all&limit=500`;
  return listed.parse(await (await fetch(url, { headers })).json());
}

/** What is wrong with the orders of a cycle: any that the broker took more or less than once, or tells otherwise. */
export async function discrepancies(stack: BootedStack, cycle: CycleBody) {
  const orders = await ordersOnBothSides(stack, cycle);
  return orders.filter(
    ({ timesAccepted, ledger, broker }) => timesAccepted !== 1 || !isDeepStrictEqual(broker, [ledger]),
  );
}

async function ordersOnBothSides(stack: BootedStack, cycle: CycleBody) {
  const atBroker = await brokerOrders(stack);
  return Promise.all(
    cycle.orders.map(async ({ clientOrderId, brokerOrderId, status, filledQty }) => {
      const told = atBroker.filter((order) => order.client_order_id === clientOrderId);
      return {
        timesAccepted: (await acceptedOrders(stack, clientOrderId)).length,
        ledger: { brokerOrderId, status, filledQty },
        broker: told.map(({ id, status, filled_qty }) => ({
          brokerOrderId: id,
          status,
          filledQty: filled_qty,
        })),
      };
    }),
  );
}
