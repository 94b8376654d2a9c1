import { join } from 'node:path';
import { sql } from 'kysely';
import { insertBrokerAccount } from '../db/queries/broker-accounts.ts';
import { ownerIds } from '../db/queries/users.ts';
import { projectRoot } from '../launcher/find-tool.mjs';
import { claimPort } from '../launcher/free-port.ts';
import { requestsPerSecond } from './http-load.ts';
import { median } from './median.ts';
import { type Stack, startStack } from './stack.ts';

const CONNECTIONS = 50;
const WINDOW_MS = 2_000;
const WARM_UPS = 2;
const ORDERS = 2_000;
const LIMIT = 20;

export interface ApiBench {
  readonly rounds: number;
  readonly connections: number;
  readonly limit: number;
  readonly perSecond: { readonly product: number; readonly bare: number };
  /** The product's requests for each of the bare route's: the median over the rounds. */
  readonly share: number;
}

/**
 * `GET /v1/orders` through everything that stands before it, against a bare Hono route with the same query in a process
 * of its own: windows of two seconds on 50 connections, alternating, on one database.
 */
export async function benchApi(options: {
  readonly rounds: number;
  readonly nodeArgs: readonly string[];
  readonly tell: (line: string) => void;
}): Promise<ApiBench> {
  const { rounds, tell } = options;
  const stack = await startStack({ nodeArgs: options.nodeArgs });
  try {
    const account = await insertBrokerAccount(stack.db, {
      userId: (await ownerIds(stack.db))[0] ?? '',
      name: 'reader',
      mode: 'sandbox',
      keyRef: 'reader',
    });
    await fillOrders(stack, account);
    const product = await stack.startApi();
    const bareUrl = await startBare(stack, account.userId);
    const path = `/v1/orders?limit=${LIMIT}`;
    const measure = {
      product: () => ({
        url: `${product.url}${path}`,
        headers: { authorization: `Bearer ${product.apiKey}` },
      }),
      bare: () => ({ url: `${bareUrl}${path}`, headers: {} }),
    };
    const seen: { readonly product: number; readonly bare: number }[] = [];
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      const order = round % 2 === 0 ? (['product', 'bare'] as const) : (['bare', 'product'] as const);
      const window = { product: 0, bare: 0 };
      for (const which of order) {
        const load = { ...measure[which](), connections: CONNECTIONS, ms: WINDOW_MS };
        window[which] = await requestsPerSecond(load);
      }
      if (round < 0) continue;
      seen.push(window);
      tell(`round ${round + 1}: ${window.product.toFixed(0)} a second, bare ${window.bare.toFixed(0)}`);
    }
    return {
      rounds,
      connections: CONNECTIONS,
      limit: LIMIT,
      perSecond: {
        product: median(seen.map((one) => one.product)),
        bare: median(seen.map((one) => one.bare)),
      },
      share: median(seen.map((one) => one.product / one.bare)),
    };
  } finally {
    await stack.stop();
  }
}

/** Ended orders, as a list has most of. */
async function fillOrders(
  { db }: Stack,
  account: { readonly id: string; readonly userId: string },
): Promise<void> {
  await sql`insert into orders (client_order_id, group_id, user_id, account_id, source, symbol, side, type, time_in_force,
      qty, request, payload_hash, status, broker_order_id, broker_status, expires_at, filled_qty, filled_avg_price,
      broker_filled_qty, terminal_at, created_at)
    select 'read-' || n, 'read-' || n, ${account.userId}::uuid, ${account.id}::uuid, 'manual', 'AAPL', 'buy', 'market', 'day',
      1, '{"symbol":"AAPL","side":"buy","type":"market","qty":"1","timeInForce":"day"}', lpad(to_hex(n), 64, '0'), 'filled',
      'broker-' || n, 'filled', now(), 1, 100, 1, now(), now() - n * interval '1 minute'
    from generate_series(1, ${ORDERS}::int) n`.execute(db);
  await sql`analyze orders`.execute(db);
}

async function startBare(stack: Stack, userId: string): Promise<string> {
  const port = await claimPort(0);
  if (port === undefined) throw new Error('no free port');
  const given = { database: stack.databaseUrl, user: userId, port: String(port) };
  await stack.run({
    title: 'Bare API',
    command: process.execPath,
    args: [
      join(projectRoot, 'bench', 'baseline', 'bare-api', 'main.ts'),
      ...Object.entries(given).map(([name, value]) => `--${name}=${value}`),
    ],
    listens: [],
    prepare: () => Promise.resolve(),
    isReady: (output) => Promise.resolve(output().includes('"ready":true')),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 5_000,
  });
  return `http://127.0.0.1:${port}`;
}
