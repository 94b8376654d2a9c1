import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AlpacaClient, alpacaClient } from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';
import { createRandom } from '../../world/random.ts';
import { exact, text, ZERO } from '../decimal.ts';

const SYMBOLS = ['AAPL', 'MSFT', 'SPY'] as const;
const HOUR_MS = 3_600_000;

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
});
afterAll(() => sandbox.stop());

interface Books {
  readonly cash: string;
  readonly positions: Readonly<Record<string, string>>;
  readonly filled: Readonly<Record<string, string>>;
}

/** What the broker says it has. */
async function told(client: AlpacaClient): Promise<Books> {
  const positions = await client.positions.getAllOpenPositions();
  const orders = await client.orders.getAllOrders({ status: 'all', limit: 500 });
  return {
    cash: String((await client.account.getAccount()).cash),
    positions: Object.fromEntries(positions.map(({ symbol, qty }) => [symbol, qty])),
    filled: Object.fromEntries(orders.map(({ id, filledQty }) => [String(id), String(filledQty)])),
  };
}

/** The same, added up from the executions alone. */
async function addedUp(client: AlpacaClient, orderIds: readonly string[]): Promise<Books> {
  let cash = exact(100_000);
  const positions = new Map<string, typeof ZERO>();
  const filled = new Map(orderIds.map((id) => [id, ZERO]));
  let pageToken: string | undefined;
  for (;;) {
    const page = await client.activities.getAccountActivities({
      direction: 'asc',
      ...(pageToken !== undefined && { pageToken }),
    });
    for (const row of page) {
      const [symbol, orderId, qty] = [
        String(row['symbol']),
        String(row['order_id']),
        exact(String(row['qty'])),
      ];
      const signed = row['side'] === 'buy' ? qty : qty.negated();
      cash = cash.minus(signed.times(String(row['price'])));
      positions.set(symbol, signed.plus(positions.get(symbol) ?? ZERO));
      filled.set(orderId, qty.plus(filled.get(orderId) ?? ZERO));
    }
    const last = page.at(-1);
    if (!last) break;
    pageToken = String(last['id']);
  }
  const held = [...positions].filter(([, qty]) => !qty.isZero());
  return {
    cash: text(cash),
    positions: Object.fromEntries(held.map(([symbol, qty]) => [symbol, text(qty)])),
    filled: Object.fromEntries([...filled].map(([id, qty]) => [id, text(qty)])),
  };
}

test.each([1, 2])(
  'after anything (seed %i) the executions add up to the cash, positions and orders told',
  async (seed) => {
    const keyId = `BOOKS-${seed}`;
    const client = alpacaClient(sandbox.url, keyId);
    const random = createRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const pick = <T>(items: readonly T[]): T => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    };
    let accepted = 0;
    const call = (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(`${sandbox.url}${path}`, {
        method,
        headers: { 'APCA-API-KEY-ID': keyId },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    const place = async (): Promise<void> => {
      const type = pick(['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const);
      const price = 80 + below(40);
      const side = pick(['buy', 'sell']);
      const group = below(4) === 0 && type !== 'trailing_stop';
      const distance = side === 'buy' ? 5 : -5;
      const response = await call('POST', '/v2/orders', {
        symbol: pick(SYMBOLS),
        side,
        type,
        time_in_force: pick(group ? ['day', 'gtc'] : ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls']),
        ...(below(8) === 0 && type === 'market' ? { notional: 1 + below(500) } : { qty: 1 + below(20) }),
        ...(type.includes('limit') && { limit_price: price }),
        ...(type.startsWith('stop') && { stop_price: price }),
        ...(type === 'trailing_stop' && { trail_price: 1 + below(9) }),
        ...(type === 'limit' && below(4) === 0 && { extended_hours: true }),
        ...(group && {
          order_class: pick(['bracket', 'oco', 'oto']),
          take_profit: { limit_price: price + distance },
          stop_loss: { stop_price: price - distance },
        }),
      });
      expect([200, 403, 422]).toContain(response.status);
      if (response.status === 200) accepted += 1;
    };
    const change = async (): Promise<void> => {
      const open = await client.orders.getAllOrders({ status: 'open' });
      if (open.length === 0) return;
      const path = `/v2/orders/${pick(open).id}`;
      const terms = { limit_price: 80 + below(40), ...(below(2) === 0 && { qty: 1 + below(20) }) };
      const response = await (below(3) === 0 ? call('DELETE', path) : call('PATCH', path, terms));
      expect([200, 204, 403, 422]).toContain(response.status);
    };
    const bust = async (): Promise<void> => {
      const [latest] = await client.activities.getAccountActivities({ pageSize: 1 });
      if (!latest) return;
      const body = { execution_id: String(latest['id']).split('::')[1] };
      const correct = { price: 80 + below(40), qty: latest['qty'] };
      await call('POST', '/_sandbox/busts', below(2) === 0 ? body : { ...body, correct });
    };
    for (let step = 0; step < 400; step += 1) {
      const action = below(20);
      if (action < 11) await place();
      else if (action < 14) await change();
      else if (action === 14) await bust();
      else if (action < 18) {
        const bid = 80 + below(40);
        const sizes = below(2) === 0 ? {} : { bidSize: below(15), askSize: below(15) };
        await sandbox.control.pinQuote(pick(SYMBOLS), { bid, ask: bid + 1, last: bid, ...sizes });
      } else if (action === 18) {
        const { nextOpen } = await client.clock.legacyClock();
        const opens = nextOpen?.getTime() ?? 0;
        await sandbox.control.clock({ now: new Date(opens + below(6) * HOUR_MS).toISOString() });
      } else await client.orders.deleteAllOrders();
    }
    const books = await eventually('nothing is open', async () => {
      // More than once: an order that is being replaced refuses to be canceled.
      await client.orders.deleteAllOrders();
      const open = await client.orders.getAllOrders({ status: 'open' });
      return open.length === 0 ? told(client) : undefined;
    });
    expect(accepted).toBeGreaterThan(30);
    expect(Object.values(books.filled).filter((qty) => qty !== '0').length).toBeGreaterThan(3);
    expect(await addedUp(client, Object.keys(books.filled))).toEqual(books);
    await sandbox.restart();
    expect(await told(client)).toEqual(books);
  },
);
