import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alpacaClient } from '../tests/support/alpaca-client.ts';
import { type OrderDesk, openOrderDesk } from '../tests/support/order-desk.ts';
import { buy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { TASK_QUEUES } from './messages.ts';
import type { reconciliation } from './reconciliation.ts';

let floor: TradingFloor;
let desk: OrderDesk;
const MINUTE_MS = 60_000;

beforeAll(async () => {
  floor = await openTradingFloor();
  await pin();
  await floor.startWorker();
  desk = await openOrderDesk(floor);
}, 120_000);
afterAll(() => floor?.close());

function pin(): Promise<void> {
  return floor.sandbox.control.pinQuote('AAPL', { bid: 99.98, ask: 100.02, last: 100 });
}

/** The broker's next opening and closing. */
async function sessions(): Promise<{ readonly open: number; readonly close: number }> {
  const clock = await alpacaClient(floor.sandbox.url, floor.account.keyRef).clock.legacyClock();
  return { open: Number(clock.nextOpen), close: Number(clock.nextClose) };
}

async function moveTo(ms: number): Promise<void> {
  await floor.sandbox.control.clock({ now: new Date(ms).toISOString() });
  await pin();
}

test('closing auction, after hours, opening auction: each order is taken when it may be, and filled when it can be', async () => {
  const { close } = await sessions();
  const atClose = await desk.place({ ...buy('AAPL', '2'), timeInForce: 'cls' });
  expect(atClose.acknowledged.status).toBe('accepted');
  expect(await desk.held('AAPL')).toBe('0');
  await moveTo(close + MINUTE_MS);
  await desk.until(atClose.clientOrderId, 'filled');
  expect(await desk.held('AAPL')).toBe('2');

  const late = await desk.place({ ...buy('AAPL', '2'), timeInForce: 'cls' });
  expect(late.acknowledged).toMatchObject({ status: 'refused', refusal: { code: 'AUCTION_CLOSED' } });
  const market = await desk.place(buy('AAPL', '2'));
  expect(market.acknowledged).toMatchObject({ status: 'refused', refusal: { code: 'MARKET_CLOSED' } });
  const limit = { ...buy('AAPL', '3'), type: 'limit', limitPrice: '100.5' } as const;
  const extended = await desk.place({ ...limit, extendedHours: true });
  await desk.until(extended.clientOrderId, 'filled');
  expect(await desk.held('AAPL')).toBe('5');
  const waits = await desk.place(limit);
  expect(waits.acknowledged.status).toBe('accepted');

  await moveTo(close + 3.5 * 60 * MINUTE_MS);
  const atOpen = await desk.place({ ...buy('AAPL', '4'), timeInForce: 'opg' });
  expect(atOpen.acknowledged.status).toBe('accepted');
  expect(await desk.held('AAPL')).toBe('5');
  const { open } = await sessions();
  await moveTo(open + MINUTE_MS);
  await desk.until(atOpen.clientOrderId, 'filled');
  await desk.until(waits.clientOrderId, 'filled');
  expect(await desk.held('AAPL')).toBe('12');

  const [summary] = await floor.client.workflow.execute<typeof reconciliation>('reconciliation', {
    workflowId: `reconciliation:${randomUUID()}`,
    taskQueue: TASK_QUEUES.orders,
    args: [{ accountId: floor.account.id }],
  });
  expect(summary?.drift).toBe(0);
}, 300_000);
