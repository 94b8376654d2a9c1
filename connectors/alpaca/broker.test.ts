import { afterEach, describe, expect, test } from 'vitest';
import { clientOrderId } from '../../domain/ordering/client-order-id.ts';
import { createLogger } from '../../telemetry/log.ts';
import {
  patienceMs,
  type ScriptedReply,
  type SeenRequest,
  startScriptedServer,
} from '../http/scripted-server.ts';
import { SOURCE_FAILURES } from '../http/source-failures.ts';
import { createAlpacaBroker } from './broker.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { SAMPLE_ACCOUNT, SAMPLE_FILL, SAMPLE_ORDER } from './sample-answers.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function brokerAt(answer: (request: SeenRequest) => ScriptedReply, waitMs = patienceMs()) {
  const server = await startScriptedServer(answer);
  closers.push(async () => await server.close());
  const broker = createAlpacaBroker({
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', server.url),
    credentials: { keyId: 'PKUNIT', secretKey: 'secret' },
    logger: createLogger({ name: 'unit', level: 'silent' }),
    timeouts: { readMs: waitMs, submitMs: waitMs },
  });
  return { broker, server };
}

describe('reads', () => {
  test('the account keeps its amounts exact; blocks are Alpaca’s, the suspension is the owner’s', async () => {
    const json = {
      ...SAMPLE_ACCOUNT,
      account_blocked: true,
      trade_suspended_by_user: true,
      last_equity: '103000.10',
    };
    const { broker } = await brokerAt(() => ({ json }));
    expect(await broker.account()).toEqual({
      accountNumber: '010203ABCD',
      status: 'ACTIVE',
      currency: 'USD',
      cash: '-23140.2',
      equity: '103820.56',
      buyingPower: '262113.632',
      lastEquity: '103000.1',
      tradingBlocked: true,
      tradingSuspended: true,
    });
  });

  test('a short position is negative', async () => {
    const row = { symbol: 'F', avg_entry_price: '10.0', market_value: '-50.0', current_price: '10' };
    const { broker } = await brokerAt(() => ({
      json: [
        { ...row, side: 'short', qty: '-5' },
        { ...row, side: 'long', qty: '0.123456789' },
      ],
    }));
    expect((await broker.positions()).map(({ qty }) => qty)).toEqual(['-5', '0.123456789']);
  });

  test('the clock is told in UTC', async () => {
    const { broker, server } = await brokerAt(() => ({
      json: {
        timestamp: '2025-06-24T14:15:22.123456-04:00',
        is_open: true,
        next_open: '2025-06-25T09:30:00-04:00',
        next_close: '2025-06-24T16:00:00-04:00',
      },
    }));
    expect(await broker.clock()).toEqual({
      at: '2025-06-24T18:15:22.123Z',
      isOpen: true,
      nextOpen: '2025-06-25T13:30:00.000Z',
      nextClose: '2025-06-24T20:00:00.000Z',
    });
    expect(server.seen[0]?.path).toBe('/v2/clock');
  });

  test('an unknown asset and an unknown order are undefined only on Alpaca’s own word', async () => {
    const { broker } = await brokerAt(() => ({
      status: 404,
      json: { code: 40410000, message: 'not found' },
    }));
    expect(await broker.asset('NOPE')).toBeUndefined();
    expect(await broker.orderByClientOrderId(clientOrderId('x'))).toBeUndefined();
    const { broker: behindProxy } = await brokerAt(() => ({ status: 404, body: '<html>no route</html>' }));
    await expect(behindProxy.orderByClientOrderId(clientOrderId('x'))).rejects.toMatchObject({
      kind: 'malformed',
    });
    const { broker: misrouted } = await brokerAt(() => ({ status: 404, json: { message: 'not found' } }));
    await expect(misrouted.account()).rejects.toMatchObject({ kind: 'refused' });
  });

  test('an order is looked up by its client order id', async () => {
    const { broker, server } = await brokerAt(() => ({ json: SAMPLE_ORDER }));
    const id = clientOrderId('c-momentum-20260302T143000Z-BRK.B-0');
    expect(await broker.orderByClientOrderId(id)).toMatchObject({ brokerOrderId: SAMPLE_ORDER.id });
    expect(server.seen[0]).toMatchObject({ path: '/v2/orders:by_client_order_id' });
    expect(server.seen[0]?.query.get('client_order_id')).toBe(id);
  });

  test.each([
    ['partially filled while the broker says new', 'new', '1', 'partially_filled'],
    ['a state nobody has heard of', 'accepted_by_martians', '0', 'accepted'],
    ['pending cancel', 'pending_cancel', '0', 'accepted'],
    ['canceled after a partial fill', 'canceled', '1', 'canceled'],
    ['done for day', 'done_for_day', '0', 'accepted'],
  ])('%s', async (_name, status, filled, expected) => {
    const { broker } = await brokerAt(() => ({ json: { ...SAMPLE_ORDER, status, filled_qty: filled } }));
    const order = await broker.orderByClientOrderId(clientOrderId('x'));
    expect(order).toMatchObject({ status: expected, brokerStatus: status });
  });

  test.each(SOURCE_FAILURES)(
    '$name is an outage, never an empty account: $kind',
    async ({ reply, kind, retryAfterMs }) => {
      const { broker, server } = await brokerAt(() => reply, patienceMs(reply));
      const expected = { name: 'SourceOutage', source: 'alpaca', kind, retryAfterMs };
      await expect(broker.positions()).rejects.toMatchObject(expected);
      expect(server.seen).toHaveLength(1);
    },
  );

  test('a missing field is named', async () => {
    const { broker } = await brokerAt(() => ({ json: { ...SAMPLE_ACCOUNT, buying_power: undefined } }));
    await expect(broker.account()).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('buying_power'),
    });
  });

  test('the reason of the signal ends a read', async () => {
    const { broker } = await brokerAt(() => 'hang');
    const reason = new Error('cancelled');
    const controller = new AbortController();
    const call = broker.account(controller.signal);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});

describe('cancel', () => {
  test('204 is a request taken', async () => {
    const { broker, server } = await brokerAt(() => ({ status: 204 }));
    expect(await broker.cancel('abc')).toEqual({ kind: 'requested' });
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', path: '/v2/orders/abc' });
  });

  test.each([
    [422, 42210000, 'order is already in "filled" state'],
    [404, 40410000, 'order not found for abc'],
  ])('%d is the broker’s no', async (httpStatus, code, message) => {
    const { broker } = await brokerAt(() => ({ status: httpStatus, json: { code, message } }));
    expect(await broker.cancel('abc')).toEqual({
      kind: 'not-cancelable',
      rejection: { httpStatus, code, message, facts: {} },
    });
  });

  test('anything else is an outage', async () => {
    const { broker } = await brokerAt(() => ({ status: 500 }));
    await expect(broker.cancel('abc')).rejects.toMatchObject({ kind: 'server-error' });
  });
});

describe('the account as a whole', () => {
  test('every open order is cancelled by one request', async () => {
    const { broker, server } = await brokerAt(() => ({ status: 207, json: [{ id: 'a', status: 200 }] }));
    await broker.cancelAll();
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /v2/orders']);
  });

  test('is suspended, and its orders are taken again', async () => {
    const { broker, server } = await brokerAt(({ body }) => ({ json: JSON.parse(body) }));
    await broker.suspendTrading(true);
    await broker.suspendTrading(false);
    expect(server.seen.map(({ body }) => body)).toEqual([
      JSON.stringify({ suspend_trade: true }),
      JSON.stringify({ suspend_trade: false }),
    ]);
  });

  test('is not taken for suspended on an answer that shows it otherwise', async () => {
    const { broker } = await brokerAt(() => ({ json: { suspend_trade: false } }));
    await expect(broker.suspendTrading(true)).rejects.toMatchObject({ kind: 'malformed' });
  });
});

describe('lists', () => {
  /** A broker that holds `count` orders and answers as Alpaca does: `after` exclusive, oldest first, 500 at most. */
  function holding(times: readonly string[]) {
    const all = times.map((at, index) => ({ ...SAMPLE_ORDER, id: `o${index}`, submitted_at: at }));
    return (request: SeenRequest): ScriptedReply => {
      const after = request.query.get('after');
      const afterId = request.query.get('after_order_id');
      const start = afterId === null ? 0 : all.findIndex(({ id }) => id === afterId) + 1;
      const rows = all
        .slice(start)
        .filter((row) => after === null || Date.parse(row.submitted_at) > Date.parse(after));
      return { json: rows.slice(0, Number(request.query.get('limit'))) };
    };
  }
  const at = (ms: number) => new Date(Date.parse('2026-03-02T14:30:00Z') + ms).toISOString();

  test('every order of every page, once, also where many share a moment', async () => {
    const times = Array.from({ length: 1_700 }, (_, index) => at(Math.floor(index / 3)));
    const { broker } = await brokerAt(holding(times));
    const orders = await broker.orders({ status: 'all', after: at(0) });
    expect(orders.map(({ brokerOrderId }) => brokerOrderId)).toEqual(times.map((_, index) => `o${index}`));
  });

  test('more orders in one moment than a page holds', async () => {
    const { broker } = await brokerAt(holding(Array.from({ length: 1_200 }, () => at(5))));
    expect(await broker.orders({ status: 'open' })).toHaveLength(1_200);
  });

  test('what was submitted at the very moment counts in, what was before does not', async () => {
    const { broker } = await brokerAt(holding([at(9), at(10), at(11)]));
    const orders = await broker.orders({ status: 'all', after: at(10) });
    expect(orders.map(({ brokerOrderId }) => brokerOrderId)).toEqual(['o1', 'o2']);
  });

  test('pages that never end are an outage', async () => {
    const same = Array.from({ length: 500 }, (_, index) => ({ ...SAMPLE_ORDER, id: `o${index}` }));
    const { broker } = await brokerAt(() => ({ json: same }));
    await expect(broker.orders({ status: 'open' })).rejects.toMatchObject({ kind: 'malformed' });
  });

  test('executions come from all pages, oldest first, the one at the boundary included', async () => {
    const fills = Array.from({ length: 250 }, (_, index) => ({
      ...SAMPLE_FILL,
      id: `${20260302143000000 + index}::exec-${index}`,
      cum_qty: String(index + 1),
      transaction_time: at(index - 1),
    }));
    const { broker, server } = await brokerAt(({ query }) => {
      const token = query.get('page_token');
      const start = token === null ? 0 : fills.findIndex(({ id }) => id === token) + 1;
      const rows = fills
        .slice(start)
        .filter((row) => Date.parse(row.transaction_time) > Date.parse(query.get('after') ?? ''));
      return { json: rows.slice(0, Number(query.get('page_size'))) };
    });
    const executions = await broker.executions({ after: at(0) });
    expect(executions.map(({ executionId }) => executionId)).toEqual(
      Array.from({ length: 249 }, (_, index) => `exec-${index + 1}`),
    );
    expect(server.seen).toHaveLength(3);
    expect(server.seen[0]?.path).toBe('/v2/account/activities/FILL');
  });

  test('an execution carries its own quantity and the order’s after it', async () => {
    const { broker } = await brokerAt(() => ({ json: [{ ...SAMPLE_FILL, side: 'sell_short' }] }));
    expect(await broker.executions({ after: '2026-03-02T00:00:00.000Z' })).toEqual([
      {
        executionId: '2d7be4ff-d1f3-43e9-856a-0f5cf5c5088e',
        brokerOrderId: SAMPLE_ORDER.id,
        symbol: 'AAPL',
        side: 'sell',
        qty: '1',
        price: '174.78',
        cumulativeQty: '1',
        at: '2026-03-02T14:31:01.123Z',
      },
    ]);
  });

  test.each(SOURCE_FAILURES)('$name on a list is an outage: $kind', async ({ reply, kind }) => {
    const { broker } = await brokerAt(() => reply, patienceMs(reply));
    await expect(broker.executions({ after: at(0) })).rejects.toMatchObject({ kind });
    await expect(broker.orders({ status: 'open' })).rejects.toMatchObject({ kind });
  });
});
