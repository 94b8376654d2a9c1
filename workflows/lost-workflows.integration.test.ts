import { afterAll, beforeAll, expect, test } from 'vitest';
import { standingLatches } from '../db/queries/accounts/latches.ts';
import { sha256Hex } from '../db/queries/evidence/evidence-hash.ts';
import { appendOrderEvent } from '../db/queries/orders/order-events.ts';
import { markSubmitting } from '../db/queries/orders/orders.ts';
import { payloadText } from '../domain/payload-text.ts';
import { alpacaClient } from '../tests/support/alpaca-client.ts';
import { eventually } from '../tests/support/eventually.ts';
import { type OrderDesk, openOrderDesk } from '../tests/support/order-desk.ts';
import { anIntent, buy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import { cancelUpdate, orderWorkflowId } from './messages.ts';

let floor: TradingFloor;
let desk: OrderDesk;

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.pinQuote('AAPL', { bid: 100, ask: 100, last: 100 });
  await floor.startWorker();
  desk = await openOrderDesk(floor);
}, 300_000);
afterAll(() => floor?.close());

/** An intent that was approved as an order's own steps do it, and has expired. */
function intended(qty: string) {
  const request = buy('AAPL', qty);
  return anIntent(floor.database.db, floor.account, {
    request,
    payloadHash: sha256Hex(payloadText(request)),
    expiresAt: PAST,
  });
}

const PAST = '2026-01-06T15:00:00.000Z';
const resting = { ...buy('AAPL', '2'), type: 'limit', timeInForce: 'gtc', limitPrice: '50' } as const;

test('with Temporal’s data lost and the ledger kept, each open order is taken up again and comes to its end', async () => {
  const { db } = floor.database;
  const { account } = floor;
  const open = await desk.place(resting);
  expect(open.acknowledged.status).toBe('accepted');
  await floor.killWorker();

  // What the worker was about to do when everything went: an intent never sent, one that a request was on its way for,
  // one that provably never left, and one that the broker has without anybody knowing.
  const unsent = await intended('1');
  const lost = await intended('1');
  await markSubmitting(db, lost.clientOrderId, 'approved');
  const proved = await intended('1');
  await markSubmitting(db, proved.clientOrderId, 'approved');
  await appendOrderEvent(db, {
    clientOrderId: proved.clientOrderId,
    kind: 'not-sent',
    data: { reason: 'x' },
  });
  const filled = await intended('3');
  await markSubmitting(db, filled.clientOrderId, 'approved');
  await alpacaClient(floor.sandbox.url, account.keyRef).orders.postOrder({
    postOrderRequest: {
      symbol: 'AAPL',
      qty: '3',
      side: 'buy',
      type: 'market',
      timeInForce: 'day',
      clientOrderId: filled.clientOrderId,
    },
  });

  await floor.loseWorkflows();
  await floor.startWorker();
  expect(await desk.until(unsent.clientOrderId, 'expired')).toMatchObject({
    reservedNotional: '0',
    refusal: { code: 'EXPIRED_UNSENT' },
  });
  expect(await desk.until(proved.clientOrderId, 'expired')).toMatchObject({ reservedNotional: '0' });
  expect(await desk.until(filled.clientOrderId, 'filled')).toMatchObject({ filledQty: '3' });
  expect(await desk.until(lost.clientOrderId, 'unknown')).toMatchObject({ reservedNotional: '1000' });
  expect(await floor.sandbox.control.orders()).toHaveLength(2);

  const handle = floor.client.workflow.getHandle(orderWorkflowId(open.clientOrderId));
  await eventually('the open order is followed', async () => {
    const running = await handle.describe().catch(() => undefined);
    return running?.status.name === 'RUNNING' ? true : undefined;
  });
  await handle.executeUpdate(cancelUpdate);
  await desk.until(open.clientOrderId, 'canceled');
  expect(await standingLatches(db, account.id)).toEqual([]);
}, 300_000);
