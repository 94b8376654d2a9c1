import { expect, test } from 'vitest';
import { exact, text } from '../decimal.ts';
import { type Account, openAccount } from '../ledger/account.ts';
import { isRefusal } from '../refusal.ts';
import { type OrderTicket, openOrder, PLAIN_TERMS } from './order.ts';
import type { OrderRequest } from './order-request.ts';
import { readOrderRequest } from './read-order-request.ts';
import { refuseWashTrade } from './wash-trade.ts';

type Terms = Readonly<Record<string, unknown>>;
const MARKET: Terms = { type: 'market' };
const STOP: Terms = { type: 'stop', stop_price: 100 };
const TRAIL: Terms = { type: 'trailing_stop', trail_price: 1 };
const limit = (price: number): Terms => ({ type: 'limit', limit_price: price });
const stopLimit = (price: number): Terms => ({ type: 'stop_limit', stop_price: 100, limit_price: price });

function request(side: 'buy' | 'sell', terms: Terms): OrderRequest {
  const read = readOrderRequest({ symbol: 'AAPL', side, qty: 1, ...terms });
  if (isRefusal(read)) throw new Error(read.message);
  return read;
}

function accountWith(resting: OrderRequest, group: OrderTicket['group'] = null): Account {
  const account = openAccount('account', 'key', '');
  const ticket: OrderTicket = {
    ...PLAIN_TERMS,
    id: 'existing',
    clientOrderId: 'existing',
    accountId: account.id,
    symbol: 'AAPL',
    assetId: '',
    side: resting.side,
    type: resting.type,
    timeInForce: 'day',
    qty: '1',
    notional: null,
    limitPrice: resting.limitPrice ? text(resting.limitPrice) : null,
    stopPrice: resting.stopPrice ? text(resting.stopPrice) : null,
    reservedQty: '1',
    reservedPrice: null,
    status: 'pending_new',
    expiresAt: 0,
    replaces: null,
    hwm: resting.trailPrice ? text(exact(100)) : null,
    trailPrice: resting.trailPrice ? text(resting.trailPrice) : null,
    group,
  };
  account.openOrders.set(ticket.id, openOrder(ticket, ''));
  return account;
}

test.each([
  ['a market sale against a limit buy', limit(90), MARKET, 'limit'],
  ['a market sale against a market buy', MARKET, MARKET, 'market/stop'],
  ['a limit sale against a market buy', MARKET, limit(110), 'market/stop'],
  ['a limit sale against a stop buy', STOP, limit(110), 'market/stop'],
  ['a stop sale against a limit buy', limit(90), STOP, 'limit'],
  ['a limit sale at the price of the buy', limit(100), limit(100), 'limit'],
  ['a limit sale below the buy', limit(101), limit(100), 'limit'],
  ['a limit sale above the buy', limit(99), limit(100), undefined],
  ['a stop-limit sale below the buy', stopLimit(101), stopLimit(100), 'limit'],
  ['a stop-limit sale above the buy', limit(99), stopLimit(100), undefined],
  ['a trailing sale', MARKET, TRAIL, undefined],
  ['a market sale against a trailing buy', TRAIL, MARKET, undefined],
])('%s', (_name, resting, next, kind) => {
  const refusal = refuseWashTrade(request('sell', next), accountWith(request('buy', resting)), undefined);
  expect(refusal).toEqual(
    kind && {
      refused: true,
      status: 403,
      code: 40310000,
      message: 'potential wash trade detected. use complex orders',
      facts: { existing_order_id: 'existing', reject_reason: `opposite side ${kind} order exists` },
    },
  );
});

test('the orders of a bracket, OCO or OTO are exempt on either side', () => {
  const group = { id: 'group', orderClass: 'bracket', role: 'take_profit' } as const;
  const market = request('sell', MARKET);
  expect(refuseWashTrade(market, accountWith(request('buy', MARKET), group), undefined)).toBeUndefined();
  const bracket = { ...market, orderClass: 'bracket' } as const;
  expect(refuseWashTrade(bracket, accountWith(request('buy', MARKET)), undefined)).toBeUndefined();
});

test('the same side never washes', () => {
  expect(
    refuseWashTrade(request('buy', MARKET), accountWith(request('buy', MARKET)), undefined),
  ).toBeUndefined();
});
