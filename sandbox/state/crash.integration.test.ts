import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
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

test('legs, trails and links come back after SIGKILL, and go on from where they were', async () => {
  const running = await started({ speed: 0 });
  const client = alpacaClient(running.url, 'LINKS');
  const pin = (price: number) => running.control.pinQuote('AAPL', { bid: price, ask: price, last: price });
  const reaches = (orderId: string | undefined, status: string) =>
    eventually(status, async () => {
      const order = await client.orders.getOrderByOrderID({ orderId: String(orderId), nested: true });
      return order.status === status ? order : undefined;
    });
  await pin(100);
  const exits = { takeProfit: { limitPrice: 110 }, stopLoss: { stopPrice: 90 } };
  const active = await client.orders.bracket({ symbol: 'AAPL', side: 'buy', qty: 4, ...exits });
  const held = await client.orders.bracket({
    symbol: 'AAPL',
    side: 'buy',
    qty: 2,
    limitPrice: 95,
    ...exits,
  });
  const more = await client.orders.market({ symbol: 'AAPL', side: 'buy', qty: 3 });
  await reaches(active.id, 'filled');
  await reaches(held.id, 'new');
  await reaches(more.id, 'filled');
  const trail = await client.orders.trailingStop({ symbol: 'AAPL', side: 'sell', qty: 3, trailPrice: 6 });
  await reaches(trail.id, 'new');
  await pin(103);
  await running.control.fault({ system: 'alpaca-trading', effect: 'slow-cancel', ms: 60_000 });
  await running.control.fault({ system: 'alpaca-trading', effect: 'slow-replace', ms: 60_000 });
  const spy = { symbol: 'SPY', side: 'buy', qty: 1, limitPrice: 10 } as const;
  const [canceled, replaced] = [await client.orders.limit(spy), await client.orders.limit(spy)];
  await reaches(canceled.id, 'new');
  await reaches(replaced.id, 'new');
  await client.orders.deleteOrderByOrderID({ orderId: String(canceled.id) });
  const patch = { orderId: String(replaced.id), patchOrderRequest: { limitPrice: '11' } };
  const replacement = await client.orders.patchOrderByOrderId(patch);
  const picture = async () => ({
    active: await reaches(active.id, 'filled'),
    held: await reaches(held.id, 'new'),
    trail: await reaches(trail.id, 'new'),
    account: await client.account.getAccount(),
    positions: await client.positions.getAllOpenPositions(),
  });
  const before = await picture();
  expect(before.trail).toMatchObject({ hwm: '103', stopPrice: '97' });
  await running.restart();
  // The faults are gone with the process: what was pending arrives.
  await reaches(canceled.id, 'canceled');
  expect(await reaches(replaced.id, 'replaced')).toMatchObject({ replacedBy: replacement.id });
  await reaches(replacement.id, 'new');
  const { account, ...after } = await picture();
  const { account: accountBefore, ...orders } = before;
  expect(after).toEqual(orders);
  expect(account.cash).toBe(accountBefore.cash);
  await pin(94);
  expect(await reaches(trail.id, 'filled')).toMatchObject({ filledAvgPrice: '94' });
  expect((await reaches(held.id, 'filled')).legs).toMatchObject([{ status: 'new' }, { status: 'new' }]);
  await running.restart();
  await pin(111);
  for (const { id } of [active, held]) {
    const { legs } = await reaches(id, 'filled');
    expect(legs).toMatchObject([{ status: 'filled' }, { status: 'canceled' }]);
  }
  expect(await client.positions.getAllOpenPositions()).toEqual([]);
});

test('a kill after any line of the journal leaves groups whole and links right', async () => {
  const running = await started({ speed: 0 });
  const client = alpacaClient(running.url, 'LINES');
  const pin = (price: number) => running.control.pinQuote('AAPL', { bid: price, ask: price, last: price });
  await pin(100);
  const exits = { takeProfit: { limitPrice: 110 }, stopLoss: { stopPrice: 90 } };
  const { id } = await client.orders.bracket({ symbol: 'AAPL', side: 'buy', qty: 4, ...exits });
  const nested = () => client.orders.getOrderByOrderID({ orderId: String(id), nested: true });
  await eventually('the legs work', async () =>
    (await nested()).legs?.every(({ status }) => status === 'new') ? true : undefined,
  );
  await pin(111);
  await eventually('the profit is taken', async () =>
    (await nested()).legs?.[1]?.status === 'canceled' ? true : undefined,
  );
  await running.kill();
  const journal = join(running.stateDir, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  const accepted = lines.findIndex((line) => line.includes('"order-accepted"'));
  expect(lines.length - accepted).toBeGreaterThan(6);
  for (let kept = accepted + 1; kept < lines.length; kept += 1) {
    writeFileSync(journal, `${lines.slice(0, kept).join('\n')}\n`);
    await running.restart();
    await pin(111);
    const order = await eventually(`the end after ${kept} lines`, async () => {
      const now = await nested();
      return now.legs?.[0]?.status === 'filled' ? now : undefined;
    });
    expect(order.legs).toMatchObject([{ status: 'filled' }, { status: 'canceled' }]);
    expect(await client.positions.getAllOpenPositions()).toEqual([]);
    await running.kill();
  }
}, 60_000);

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
