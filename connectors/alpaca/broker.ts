import { trading } from '@alpacahq/alpaca-trade-api';
import { z } from 'zod';
import type { Broker } from '../../domain/ports/broker.ts';
import type { Logger } from '../../telemetry/log.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { accountAnswer, positionAnswer } from './account-answer.ts';
import { cancelAllOrders, cancelOrder } from './cancel-order.ts';
import { followTradeUpdates, STREAM_TIMINGS, type StreamTimings } from './follow-trade-updates.ts';
import { listExecutions } from './list-executions.ts';
import { listOrders } from './list-orders.ts';
import { assetAnswer, clockAnswer } from './market-answer.ts';
import { assertMayTrade, fetchOnly, type ModeFacts } from './mode-guard.ts';
import { orderAnswer } from './order-answer.ts';
import { type AlpacaCall, findAtAlpaca, readAlpaca } from './read-alpaca.ts';
import { replaceOrder, submitOrder } from './submit-order.ts';
import { suspendTrading } from './suspend-trading.ts';

export interface AlpacaBrokerOptions extends ModeFacts {
  readonly logger: Logger;
  readonly timeouts?: { readonly readMs: number; readonly submitMs: number };
  readonly streamTimings?: StreamTimings;
}

const TIMEOUTS = { readMs: 10_000, submitMs: 10_000 } as const;

/**
 * One Alpaca account as a broker, on the official SDK with its retries off.
 * @throws BrokerModeMismatch when mode, hosts and keys do not belong together; LiveTradingNotConfirmed for mode
 * `live` without `liveTradingConfirmed`. Both are checked again before every order.
 */
export function createAlpacaBroker(options: AlpacaBrokerOptions): Broker {
  assertMayTrade(options);
  const { endpoints, credentials, logger, timeouts = TIMEOUTS, streamTimings = STREAM_TIMINGS } = options;
  const configured = (timeoutMs: number): trading.Configuration =>
    new trading.Configuration({
      basePath: endpoints.tradingUrl,
      keyId: credentials.keyId,
      secret: credentials.secretKey,
      timeoutMs,
      fetchApi: fetchOnly(endpoints.tradingUrl),
    });
  const reading = configured(timeouts.readMs);
  const accounts = new trading.AccountsApi(reading);
  const positions = new trading.PositionsApi(reading);
  const clock = new trading.ClockApi(reading);
  const assets = new trading.AssetsApi(reading);
  const orders = new trading.OrdersApi(reading);
  const activities = new trading.AccountActivitiesApi(reading);
  const configurations = new trading.AccountConfigurationsApi(reading);
  const submitting = new trading.OrdersApi(configured(timeouts.submitMs));

  const read = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    call: AlpacaCall,
    signal: AbortSignal | undefined,
  ): Promise<z.output<Schema>> => {
    const asked = { source: 'alpaca', request: `GET ${path}` };
    return parseAnswer(schema, await readAlpaca(asked, call, signal), asked);
  };
  const find = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    call: AlpacaCall,
    signal: AbortSignal | undefined,
  ): Promise<z.output<Schema> | undefined> => {
    const asked = { source: 'alpaca', request: `GET ${path}` };
    const body = await findAtAlpaca(asked, call, signal);
    return body === undefined ? undefined : parseAnswer(schema, body, asked);
  };

  return {
    account: async (signal) =>
      await read(accountAnswer, '/v2/account', async (init) => await accounts.getAccountRaw(init), signal),
    positions: async (signal) =>
      await read(
        z.array(positionAnswer),
        '/v2/positions',
        async (init) => await positions.getAllOpenPositionsRaw(init),
        signal,
      ),
    clock: async (signal) =>
      await read(clockAnswer, '/v2/clock', async (init) => await clock.legacyClockRaw(init), signal),
    asset: async (symbol, signal) =>
      await find(
        assetAnswer,
        `/v2/assets/${symbol}`,
        async (init) => await assets.getV2AssetsSymbolOrAssetIdRaw({ symbolOrAssetId: symbol }, init),
        signal,
      ),
    orders: async (query, signal) => await listOrders(orders, query, signal),
    orderByClientOrderId: async (id, signal) => {
      const found = await find(
        orderAnswer,
        `/v2/orders:by_client_order_id?client_order_id=${id}`,
        async (init) => await orders.getOrderByClientOrderIdRaw({ clientOrderId: id }, init),
        signal,
      );
      // Only the look-up by the broker's own id rolls a group up with its legs.
      if (found?.orderClass === undefined || found.legs !== undefined) return found;
      const { brokerOrderId: orderId } = found;
      return await find(
        orderAnswer,
        `/v2/orders/${orderId}?nested=true`,
        async (init) => await orders.getOrderByOrderIDRaw({ orderId, nested: true }, init),
        signal,
      );
    },
    executions: async (query, signal) => await listExecutions(activities, query, signal),
    submit: async (id, request, signal) => {
      assertMayTrade(options);
      return await submitOrder(submitting, id, request, signal);
    },
    replace: async (brokerOrderId, id, changes, signal) => {
      assertMayTrade(options);
      return await replaceOrder(submitting, brokerOrderId, id, changes, signal);
    },
    cancelAll: async (signal) => await cancelAllOrders(orders, signal),
    cancel: async (brokerOrderId, signal) => await cancelOrder(orders, brokerOrderId, signal),
    suspendTrading: async (suspended, signal) => await suspendTrading(configurations, suspended, signal),
    followTradeUpdates: async (listener, signal) =>
      await followTradeUpdates(
        { url: endpoints.tradeUpdatesUrl, credentials, logger, timings: streamTimings },
        listener,
        signal,
      ),
  };
}
