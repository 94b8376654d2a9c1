import { isRecord, type JsonRecord } from '../../server/json-record.ts';
import { invalidOrder, isRefusal, type Refusal, unprocessable } from '../refusal.ts';
import { type GroupPlace, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from './order.ts';
import type { OrderRequest, StopLoss } from './order-request.ts';
import { refuseTerms } from './order-terms.ts';
import { readAmounts, readClientOrderId } from './request-fields.ts';

const CLASSES = ['bracket', 'oco', 'oto'] as const;

/** Reads the body of POST /v2/orders. */
export function readOrderRequest(body: unknown): OrderRequest | Refusal {
  if (!isRecord(body)) return invalidOrder('request body must be a JSON object');
  const { symbol } = body;
  const orderClass = readOrderClass(body);
  if (typeof orderClass === 'object') return orderClass;
  if (typeof symbol !== 'string' || symbol === '') return invalidOrder('symbol is required');
  const side = SIDES.find((known) => known === body['side']);
  if (!side) return invalidOrder('side must be buy or sell');
  const type = ORDER_TYPES.find((known) => known === body['type']);
  if (!type) return invalidOrder(`invalid order type: ${String(body['type'])}`);
  const timeInForce = TIMES_IN_FORCE.find((known) => known === (body['time_in_force'] ?? 'day'));
  if (!timeInForce) return invalidOrder(`invalid time_in_force: ${String(body['time_in_force'])}`);
  const extendedHours = body['extended_hours'] ?? false;
  if (typeof extendedHours !== 'boolean') return invalidOrder('extended_hours must be a boolean');
  const clientOrderId = readClientOrderId(body);
  if (typeof clientOrderId === 'object') return clientOrderId;
  const names = ['qty', 'notional', 'limitPrice', 'stopPrice', 'trailPrice', 'trailPercent'] as const;
  const amounts = readAmounts(body, names);
  if (isRefusal(amounts)) return amounts;
  const takeProfit = readTakeProfit(body);
  if (takeProfit && isRefusal(takeProfit)) return takeProfit;
  const stopLoss = readStopLoss(body);
  if (stopLoss && isRefusal(stopLoss)) return stopLoss;
  // The parent of an OCO is its take-profit.
  const oco = orderClass === 'oco' && takeProfit ? takeProfit : {};
  const terms = { symbol, side, type, timeInForce, clientOrderId, extendedHours, orderClass };
  const request = { ...terms, ...amounts, ...oco, takeProfit, stopLoss };
  return refuseTerms(request) ?? request;
}

function readOrderClass(body: JsonRecord): GroupPlace['orderClass'] | undefined | Refusal {
  const asked = body['order_class'] ?? '';
  const orderClass = CLASSES.find((known) => known === asked);
  if (orderClass === undefined && asked !== '' && asked !== 'simple') {
    return unprocessable(`order_class ${JSON.stringify(asked)} is not supported for equities`);
  }
  if (body['legs'] !== undefined && body['legs'] !== null) {
    return unprocessable('legs are for mleg orders, which are not supported for equities');
  }
  return orderClass;
}

function readTakeProfit(body: JsonRecord): OrderRequest['takeProfit'] | Refusal {
  const asked = body['take_profit'];
  if (asked === undefined || asked === null) return undefined;
  if (!isRecord(asked)) return invalidOrder('take_profit must be an object');
  const amounts = readAmounts(asked, ['limitPrice'], 'take_profit.');
  if (isRefusal(amounts)) return amounts;
  const { limitPrice } = amounts;
  return limitPrice ? { limitPrice } : invalidOrder('take_profit.limit_price is required');
}

function readStopLoss(body: JsonRecord): StopLoss | undefined | Refusal {
  const asked = body['stop_loss'];
  if (asked === undefined || asked === null) return undefined;
  if (!isRecord(asked)) return invalidOrder('stop_loss must be an object');
  const amounts = readAmounts(asked, ['stopPrice', 'limitPrice'], 'stop_loss.');
  if (isRefusal(amounts)) return amounts;
  const { stopPrice, limitPrice } = amounts;
  return stopPrice ? { stopPrice, limitPrice } : invalidOrder('stop_loss.stop_price is required');
}
