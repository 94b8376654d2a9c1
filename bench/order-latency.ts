import { setTimeout as delay } from 'node:timers/promises';
import type { Baselines } from './baseline/baselines.ts';
import { type RunRecord, readRun } from './history.ts';
import { median } from './median.ts';
import type { PlacedOrder, ProductOrders } from './product-orders.ts';
import type { Stack } from './stack.ts';

const QUIET_MS = 50;

export interface OrderLatency {
  readonly rounds: number;
  /** Orders whose outcome was open when the API answered; they are in no median. */
  readonly unknown: number;
  readonly medianMs: { readonly product: number; readonly bare: number };
  readonly ratio: number;
  /** The histories of the measured orders. */
  readonly records: readonly RunRecord[];
}

/**
 * From the request to the broker's acceptance: the API against the bare order, in turns, one order at a time. Each turn
 * begins when the order before it has ended.
 */
export async function measureLatency(
  stack: Stack,
  { orders, baselines }: { readonly orders: ProductOrders; readonly baselines: Baselines },
  given: {
    readonly name: string;
    readonly rounds: number;
    readonly accountId: string;
    readonly symbols: readonly string[];
    readonly qty: string;
  },
): Promise<OrderLatency> {
  const { name, rounds, accountId, symbols, qty } = given;
  const took = { product: [] as number[], bare: [] as number[] };
  const placed: PlacedOrder[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const symbol = symbols[round % symbols.length] ?? '';
    const id = `${name}-${round}`;
    const turns = [
      async () => {
        const order = await orders.buy(accountId, symbol, qty, id);
        if (order.accepted) took.product.push(order.ms);
        placed.push(order);
        await orders.ended(order);
      },
      async () => took.bare.push(await baselines.bareOrder({ clientOrderId: id, symbol, qty })),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      await delay(QUIET_MS);
      await turn();
    }
  }
  const records: RunRecord[] = [];
  for (const { workflowId } of placed) records.push(await readRun(stack.client, workflowId));
  const medianMs = { product: median(took.product), bare: median(took.bare) };
  const unknown = placed.filter(({ accepted }) => !accepted).length;
  return { rounds, unknown, medianMs, ratio: medianMs.product / medianMs.bare, records };
}
