import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { alpacaClient } from '../../tests/support/alpaca-client.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';

let sandbox: RunningSandbox | undefined;
afterEach(() => sandbox?.stop());

async function started(options: Parameters<typeof startSandbox>[0] = {}): Promise<RunningSandbox> {
  sandbox = await startSandbox(options);
  return sandbox;
}

test('SIGKILL in a burst: every answered order is there, none twice', async () => {
  const running = await started();
  const answered: string[] = [];
  let sent = 0;
  const burst = async (): Promise<void> => {
    for (;;) {
      sent += 1;
      const id = `burst-${sent}`;
      const order = {
        symbol: 'SPY',
        qty: '1',
        side: 'buy',
        type: 'limit',
        limit_price: '1',
        client_order_id: id,
      };
      const response = await fetch(`${running.url}/v2/orders`, {
        method: 'POST',
        headers: { 'APCA-API-KEY-ID': 'BURST' },
        body: JSON.stringify(order),
      }).catch(() => undefined);
      if (!response) return;
      expect(response.status).toBe(200);
      await response.text().then(
        () => answered.push(id),
        () => undefined,
      );
    }
  };
  const senders = Array.from({ length: 8 }, burst);
  await eventually('a burst', () => (answered.length > 300 ? true : undefined), 20_000);
  await running.kill();
  await Promise.all(senders);
  await running.restart();
  const ids = (await running.control.orders()).map((order) => order.client_order_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids).isSupersetOf(new Set(answered))).toBe(true);
});

test('orders, fills, cash, activities, clock and pinned quotes come back after SIGKILL', async () => {
  const running = await started({ speed: 0 });
  const client = alpacaClient(running.url, 'RETURN');
  await running.control.pinQuote('AAPL', { bid: 99, ask: 100, last: 100, askSize: 7 });
  await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 10, clientOrderId: 'pinned' });
  await eventually('the pinned size', async () => {
    const order = await client.orders.getOrderByClientOrderId({ clientOrderId: 'pinned' });
    return order.filledQty === '7' ? true : undefined;
  });
  const picture = async () => ({
    account: await client.account.getAccount(),
    orders: await client.orders.getAllOrders({ status: 'all' }),
    positions: await client.positions.getAllOpenPositions(),
    activities: await client.activities.getAccountActivities({}),
    clock: await running.control.clock(),
    log: await running.control.orders(),
  });
  const before = await picture();
  await running.restart();
  expect(await picture()).toEqual(before);
  expect(before.account.cash).toBe('99300');
  const duplicate = client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 10, clientOrderId: 'pinned' });
  await expect(duplicate).rejects.toMatchObject({ code: 40010001 });
});

test('an order accepted just before the kill is filled after the restart', async () => {
  const running = await started();
  const client = alpacaClient(running.url, 'LATER');
  await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 2, clientOrderId: 'later' });
  await running.kill();
  await running.restart();
  await eventually('it is filled', async () => {
    const order = await client.orders.getOrderByClientOrderId({ clientOrderId: 'later' });
    return order.status === 'filled' ? true : undefined;
  });
  expect(await client.activities.getAccountActivities({})).not.toHaveLength(0);
});

test('a torn last line is cut off; a broken line in the middle stops the start', async () => {
  const running = await started();
  const client = alpacaClient(running.url, 'TORN');
  const kept = await client.orders.limit({ symbol: 'AAPL', side: 'buy', qty: 2, limitPrice: 1 });
  await running.kill();
  const journal = join(running.stateDir, 'journal.jsonl');
  appendFileSync(journal, '{"type":"order-acc');
  await running.restart();
  expect(await running.control.orders()).toMatchObject([{ id: kept.id }]);
  await running.kill();
  appendFileSync(journal, 'not json\n{"type":"unpin","symbol":"AAPL","at":1}\n');
  await expect(running.restart()).rejects.toThrow(
    /ended with 1: sandbox: .*journal\.jsonl, line \d+ is not JSON/,
  );
});
