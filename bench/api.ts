import { join } from 'node:path';
import { sql } from 'kysely';
import { hashPassword } from '../api/identity/password-hash.ts';
import { insertBrokerAccount } from '../db/queries/accounts/broker-accounts.ts';
import { setLogin } from '../db/queries/identity/logins.ts';
import { ownerIds } from '../db/queries/identity/users.ts';
import { projectRoot } from '../launcher/find-tool.mjs';
import { claimPort } from '../launcher/stack/free-port.ts';
import { randomSecret } from '../launcher/stack/secret-file.ts';
import { load } from './http-load.ts';
import { median } from './median.ts';
import { readCpuMs } from './process-time.ts';
import { type Stack, startStack } from './stack.ts';

const CONNECTIONS = 50;
/** Enough for Node to have compiled what is asked often, however slow the machine is at the moment. */
const WARM_UP_REQUESTS = 3_000;
const WINDOW_REQUESTS = 1_000;
const ORDERS = 2_000;
const LIMIT = 20;

export interface ApiBench {
  readonly rounds: number;
  readonly connections: number;
  readonly limit: number;
  readonly perSecond: { readonly product: number; readonly bare: number };
  /** CPU time of the process for one request. */
  readonly cpuMs: { readonly product: number; readonly bare: number };
  /** The product's requests for each of the bare route's: the median over the rounds. */
  readonly share: number;
}

interface Window {
  readonly perSecond: number;
  readonly cpuMs: number;
}

/**
 * `GET /v1/orders` of somebody who has logged in, through everything that stands before it, against a bare Hono route with the same query in a process
 * of its own: windows of a thousand requests on 50 connections, alternating, on one database.
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
    const bare = await startBare(stack, account.userId);
    const path = `/v1/orders?limit=${LIMIT}`;
    const cookie = await logIn(stack, product.url, account.userId);
    const servers = {
      product: { pid: product.pid, url: `${product.url}${path}`, headers: { cookie } },
      bare: { pid: bare.pid, url: `${bare.url}${path}`, headers: {} },
    };
    const seen: Readonly<Record<keyof typeof servers, Window>>[] = [];
    for (const server of Object.values(servers)) await measure(server, WARM_UP_REQUESTS);
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? (['product', 'bare'] as const) : (['bare', 'product'] as const);
      const nothing: Window = { perSecond: Number.NaN, cpuMs: Number.NaN };
      const windows = { product: nothing, bare: nothing };
      for (const which of order) windows[which] = await measure(servers[which], WINDOW_REQUESTS);
      seen.push(windows);
      const told = (['product', 'bare'] as const).map(
        (which) =>
          `${which} ${windows[which].perSecond.toFixed(0)} a second, ${windows[which].cpuMs.toFixed(2)} ms of CPU each`,
      );
      tell(`round ${round + 1}: ${told.join('; ')}`);
    }
    const medians = (of: 'perSecond' | 'cpuMs') => ({
      product: median(seen.map(({ product }) => product[of])),
      bare: median(seen.map(({ bare }) => bare[of])),
    });
    return {
      rounds,
      connections: CONNECTIONS,
      limit: LIMIT,
      perSecond: medians('perSecond'),
      cpuMs: medians('cpuMs'),
      share: median(seen.map((one) => one.product.perSecond / one.bare.perSecond)),
    };
  } finally {
    await stack.stop();
  }
}

async function measure(
  server: {
    readonly pid: number;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  },
  requests: number,
): Promise<Window> {
  const cpuMs = await readCpuMs(server.pid);
  const { perSecond } = await load({ ...server, connections: CONNECTIONS, requests });
  return { perSecond, cpuMs: ((await readCpuMs(server.pid)) - cpuMs) / requests };
}

/** The cookie of a new session. */
async function logIn({ db }: Stack, url: string, userId: string): Promise<string> {
  const password = randomSecret();
  await setLogin(db, { userId, passwordHash: await hashPassword(password) });
  const { email } = await db
    .selectFrom('users')
    .select('email')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const response = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (response.status !== 200) throw new Error(`login: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.slice(0, line.indexOf(';')))
    .join('; ');
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

async function startBare(
  stack: Stack,
  userId: string,
): Promise<{ readonly url: string; readonly pid: number }> {
  const port = await claimPort(0);
  if (port === undefined) throw new Error('no free port');
  const given = { database: stack.databaseUrl, user: userId, port: String(port) };
  const pid = await stack.run({
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
  return { url: `http://127.0.0.1:${port}`, pid };
}
