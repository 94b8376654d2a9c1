import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { alpacaClient, type FollowedUpdates, followUpdates } from '../../../tests/support/alpaca-client.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../../tests/support/sandbox.ts';

let sandbox: RunningSandbox;
let keys = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 });
});
beforeEach(() => sandbox.control.clearFaults());
afterAll(() => sandbox.stop());

async function listener() {
  keys += 1;
  const keyId = `STREAM-${keys}`;
  const client = alpacaClient(sandbox.url, keyId);
  return { client, followed: await followUpdates(sandbox.url, keyId) };
}

function events({ updates }: FollowedUpdates): string[] {
  return updates.map(({ event }) => event);
}

function filledBy(followed: FollowedUpdates): Promise<true> {
  return eventually('a fill', () => (events(followed).includes('fill') ? true : undefined));
}

test('an order is announced as pending_new, new and fill, with the ids and quantities of its execution', async () => {
  const { client, followed } = await listener();
  const order = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: '1.5' });
  await filledBy(followed);
  expect(events(followed)).toEqual(['pending_new', 'new', 'fill']);
  const [, , fill] = followed.updates;
  const [activity] = await client.activities.getAccountActivities({ activityTypes: ['FILL'] });
  expect(fill).toMatchObject({ qty: '1.5', positionQty: '1.5', price: activity?.['price'] });
  expect(fill?.order).toMatchObject({ id: order.id, status: 'filled', filledQty: '1.5' });
  expect(String(activity?.['id'])).toBe(`${String(activity?.['id']).slice(0, 17)}::${fill?.executionId}`);
  followed.close();
});

test('an order in parts tells each execution alone and the order in all', async () => {
  const { client, followed } = await listener();
  const numbers = Array.from({ length: 40 }, (_, number) => number);
  await Promise.all(
    numbers.map((number) =>
      client.orders.market({ symbol: 'SPY', side: 'buy', qty: 6, clientOrderId: `part-${number}` }),
    ),
  );
  const fills = await eventually('40 fills', () => {
    const done = followed.updates.filter(({ event }) => event === 'fill');
    return done.length === 40 ? done : undefined;
  });
  const partial = followed.updates.find(({ event }) => event === 'partial_fill');
  expect(fills.every(({ order }) => order.filledQty === '6')).toBe(true);
  expect(['2', '3']).toContain(partial?.qty);
  const parts = followed.updates.filter(
    ({ order, executionId }) => executionId && order.id === partial?.order.id,
  );
  expect(parts.reduce((sum, { qty }) => sum + Number(qty), 0)).toBe(6);
  followed.close();
});

test('a cancel is announced to its account alone', async () => {
  const { client, followed } = await listener();
  const other = await listener();
  const order = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50 });
  await client.orders.deleteOrderByOrderID({ orderId: String(order.id) });
  await eventually('canceled', () => (events(followed).includes('canceled') ? true : undefined));
  expect(other.followed.updates).toEqual([]);
  followed.close();
  other.followed.close();
});

test.each([
  ['lose-event', { times: 1 }, ['new', 'fill']],
  ['duplicate-event', { times: 1 }, ['pending_new', 'pending_new', 'new', 'fill']],
  ['reorder-events', { times: 1 }, ['new', 'pending_new', 'fill']],
])('the fault %s changes what arrives', async (effect, limit, expected) => {
  const { client, followed } = await listener();
  await sandbox.control.fault({ system: 'trade-updates', effect, ...limit });
  await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 1 });
  await filledBy(followed);
  expect(events(followed)).toEqual(expected);
  followed.close();
});

test('silence lasts until it is deleted; what happened meanwhile is not told', async () => {
  const { client, followed } = await listener();
  await sandbox.control.fault({ system: 'trade-updates', effect: 'silence' });
  await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 1, clientOrderId: `silent-${keys}` });
  await eventually('filled', async () => {
    const order = await client.orders.getOrderByClientOrderId({ clientOrderId: `silent-${keys}` });
    return order.status === 'filled' ? true : undefined;
  });
  await sandbox.control.clearFaults();
  await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50 });
  await eventually('the next order', () => (events(followed).includes('new') ? true : undefined));
  expect(events(followed)).toEqual(['pending_new', 'new']);
  followed.close();
});

test('a dropped socket comes back by the client’s own reconnect, and misses what happened meanwhile', async () => {
  const { client, followed } = await listener();
  await sandbox.control.fault({ system: 'trade-updates', effect: 'drop-socket' });
  const placed: (string | undefined)[] = [];
  await eventually('an update after the drop', async () => {
    const order = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 1, limitPrice: 50 });
    placed.push(order.id);
    return followed.updates.length > 0 ? true : undefined;
  });
  expect(placed.length).toBeGreaterThan(1);
  expect(placed.slice(1)).toContain(followed.updates[0]?.order.id);
  followed.close();
});

test('the key INVALID is unauthorized', async () => {
  await expect(followUpdates(sandbox.url, 'INVALID')).rejects.toThrow('auth failed');
});
