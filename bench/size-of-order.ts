import { setTimeout as delay } from 'node:timers/promises';
import { readRun } from './history.ts';
import { median } from './median.ts';
import type { ProductOrders } from './product-orders.ts';
import type { Stack } from './stack.ts';
import { beyondIdle, type StatementCounter, type StatementCounts } from './statements.ts';

const IDLE_MS = 5_000;
const SETTLED_MS = 500;
const ORDERS = 10;
const BROKER = new Set(['alpaca-trading', 'alpaca-data']);

/** What one order by hand costs from the request to the last event; medians over a few orders, one at a time. */
export interface SizeOfOrder {
  readonly orders: number;
  readonly events: number;
  readonly bytes: number;
  /** SQL statements of API and worker, `begin` and `commit` included, beyond what the stack runs while it idles. */
  readonly statements: number;
  /** To the broker, trading and market data. */
  readonly requests: number;
  readonly requestPaths: readonly string[];
  /** Statements by their text, a mean order's, the most frequent first. */
  readonly statementTexts: readonly { readonly query: string; readonly perOrder: number }[];
}

export async function measureSizeOfOrder(
  stack: Stack,
  { orders, counter }: { readonly orders: ProductOrders; readonly counter: StatementCounter },
  given: { readonly accountId: string; readonly symbol: string; readonly qty: string },
): Promise<SizeOfOrder> {
  const { accountId, symbol, qty } = given;
  const idle = await counted(counter, () => delay(IDLE_MS));
  const sizes: { events: number; bytes: number; statements: number; requests: number; paths: string[] }[] =
    [];
  const texts = new Map<string, number>();
  for (let turn = 0; turn < ORDERS; turn += 1) {
    await stack.sandbox.resetRequests();
    let workflowId = '';
    const { counts, ms } = await counted(counter, async () => {
      const order = await orders.buy(accountId, symbol, qty, `size-${turn}`);
      workflowId = order.workflowId;
      await orders.ended(order);
      await delay(SETTLED_MS);
    });
    const ran = beyondIdle(counts, ms, idle);
    for (const [query, calls] of ran) texts.set(query, (texts.get(query) ?? 0) + calls);
    const toBroker = (await stack.sandbox.requests()).requests.filter(({ system }) => BROKER.has(system));
    const { events, bytes } = await readRun(stack.client, workflowId);
    sizes.push({
      events,
      bytes,
      statements: sum([...ran.values()]),
      requests: sum(toBroker.map(({ count }) => count)),
      paths: toBroker.map(({ method, path, count }) => `${method} ${path}${count === 1 ? '' : ` ×${count}`}`),
    });
  }
  const requests = median(sizes.map((size) => size.requests));
  return {
    orders: ORDERS,
    events: median(sizes.map((size) => size.events)),
    bytes: median(sizes.map((size) => size.bytes)),
    statements: median(sizes.map((size) => size.statements)),
    requests,
    requestPaths: sizes.find((size) => size.requests >= requests)?.paths ?? [],
    statementTexts: [...texts]
      .map(([query, calls]) => ({ query, perOrder: calls / ORDERS }))
      .filter(({ perOrder }) => perOrder >= 0.1)
      .sort((one, other) => other.perOrder - one.perOrder),
  };
}

async function counted(
  counter: StatementCounter,
  work: () => Promise<void>,
): Promise<{ readonly counts: StatementCounts; readonly ms: number }> {
  await counter.reset();
  const startedAt = performance.now();
  await work();
  return { ms: performance.now() - startedAt, counts: await counter.read() };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
