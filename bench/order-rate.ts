import { setTimeout as delay } from 'node:timers/promises';
import type { Baselines } from './baseline/baselines.ts';
import { median } from './median.ts';
import type { ProductOrders } from './product-orders.ts';
import type { Stack } from './stack.ts';

const POLL_MS = 50;
const DRAINED_WITHIN_MS = 120_000;
/** What a no-op workflow does in the place of risk and submission. */
const TWO_ACTIVITIES = [1, 1];

export interface OrderRate {
  readonly windows: number;
  /** Of each kind in each window. */
  readonly runs: number;
  readonly concurrency: number;
  readonly accounts: number;
  /** Orders whose outcome was open when the API answered; they settled themselves and are counted. */
  readonly unknown: number;
  /** Medians over the windows. */
  readonly perSecond: { readonly product: number; readonly acknowledged: number; readonly noop: number };
  readonly share: number;
}

interface Given {
  readonly windows: number;
  readonly runs: number;
  readonly concurrency: number;
  readonly accountIds: readonly string[];
  readonly symbols: readonly string[];
  readonly qty: string;
}

/**
 * Orders a second through the API, until the last one's workflow has ended with its fills booked, against no-op
 * workflows of two activities: as many of each, as many at once, in turns.
 */
export async function measureRate(
  stack: Stack,
  { orders, baselines }: { readonly orders: ProductOrders; readonly baselines: Baselines },
  given: Given,
): Promise<OrderRate> {
  const { windows, runs, concurrency, accountIds, symbols, qty } = given;
  let unknown = 0;
  const rates = { product: [] as number[], acknowledged: [] as number[], noop: [] as number[] };
  for (let window = 0; window < windows; window += 1) {
    const turns = [
      async () => {
        const startedAt = Date.now();
        await atOnce(runs, concurrency, async (run) => {
          const accountId = accountIds[run % accountIds.length] ?? '';
          const symbol = symbols[run % symbols.length] ?? '';
          const { accepted } = await orders.buy(accountId, symbol, qty, `rate-${window}-${run}`);
          if (!accepted) unknown += 1;
        });
        rates.acknowledged.push((runs * 1_000) / (Date.now() - startedAt));
        rates.product.push((runs * 1_000) / ((await lastEnd(stack, startedAt, runs)) - startedAt));
      },
      async () => {
        const startedAt = Date.now();
        await atOnce(runs, concurrency, async (run) => {
          await baselines.noop(TWO_ACTIVITIES, `rate-${window}-${run}`);
        });
        rates.noop.push((runs * 1_000) / (Date.now() - startedAt));
      },
    ];
    for (const turn of window % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  const perSecond = {
    product: median(rates.product),
    acknowledged: median(rates.acknowledged),
    noop: median(rates.noop),
  };
  return {
    windows,
    runs,
    concurrency,
    accounts: accountIds.length,
    unknown,
    perSecond,
    share: perSecond.product / perSecond.noop,
  };
}

/** Runs `work` for 0, 1, … with so many of them at once; as soon as one has ended the next one begins. */
async function atOnce(runs: number, lanes: number, work: (run: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < runs) {
      const run = next;
      next += 1;
      await work(run);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** When the last of the orders that were started since then ended, by Temporal's stamp; waits until all have. */
async function lastEnd({ client }: Stack, since: number, runs: number): Promise<number> {
  const query = `WorkflowType = 'order' AND StartTime >= '${new Date(since).toISOString()}'`;
  const deadline = Date.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const { count } = await client.workflow.count(`${query} AND ExecutionStatus = 'Completed'`);
    if (count === runs) break;
    if (Date.now() > deadline) throw new Error(`${count} of ${runs} orders have ended`);
    await delay(POLL_MS);
  }
  let last = since;
  for await (const { closeTime } of client.workflow.list({ query, pageSize: 1_000 })) {
    last = Math.max(last, closeTime?.getTime() ?? 0);
  }
  return last;
}
