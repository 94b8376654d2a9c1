import { describe, expect, test } from 'vitest';
import { readOrderRequest } from './read-order-request.ts';

const MARKET = { symbol: 'AAPL', side: 'buy', type: 'market', qty: 1, time_in_force: 'day' };
const LIMIT = { ...MARKET, type: 'limit', limit_price: 100 };
const BRACKET = {
  ...MARKET,
  order_class: 'bracket',
  take_profit: { limit_price: '110' },
  stop_loss: { stop_price: '90' },
};
const TRAIL = { ...MARKET, type: 'trailing_stop', side: 'sell', trail_price: '1.5' };

describe('what Alpaca takes', () => {
  test.each([
    ['a bracket', BRACKET],
    ['a bracket on a limit', { ...BRACKET, type: 'limit', limit_price: 100 }],
    ['an OTO', { ...BRACKET, order_class: 'oto', take_profit: null }],
    ['an OCO', { ...BRACKET, order_class: 'oco', side: 'sell', type: 'limit' }],
    ['a trailing stop by dollars', TRAIL],
    ['a trailing stop by percent', { ...TRAIL, trail_price: undefined, trail_percent: 2.5 }],
    ['an order at the open', { ...LIMIT, time_in_force: 'opg' }],
    ['an order at the close', { ...MARKET, time_in_force: 'cls' }],
    ['extended hours', { ...LIMIT, extended_hours: true }],
    ['a fraction with a stop', { ...MARKET, qty: '0.5', type: 'stop', stop_price: 90 }],
  ])('%s', (_name, body) => {
    expect(readOrderRequest(body)).not.toHaveProperty('refused');
  });
});

describe('what Alpaca refuses', () => {
  test.each([
    ['a bracket without an exit', { ...BRACKET, stop_loss: undefined }, 'require stop_loss.stop_price'],
    ['an OTO with two exits', { ...BRACKET, order_class: 'oto' }, 'require one of'],
    ['an OCO that is no limit', { ...BRACKET, order_class: 'oco', side: 'sell' }, 'must be limit orders'],
    ['exits the wrong way round', { ...BRACKET, take_profit: { limit_price: 80 } }, 'must be > stop_loss'],
    [
      'a short bracket with the exits of a long one',
      { ...BRACKET, side: 'sell' },
      'must be < stop_loss.stop_price',
    ],
    ['a bracket for a moment', { ...BRACKET, time_in_force: 'ioc' }, 'must be DAY or GTC'],
    ['a bracket in extended hours', { ...BRACKET, extended_hours: true }, 'not supported for extended hours'],
    ['a bracket of a fraction', { ...BRACKET, qty: 0.5 }, 'fractional orders must be simple orders'],
    ['exits without a class', { ...BRACKET, order_class: '' }, 'are for bracket, oco and oto'],
    ['an exit below a cent', { ...BRACKET, take_profit: { limit_price: 110.001 } }, 'sub-penny increment'],
    ['two ways to trail', { ...TRAIL, trail_percent: 1 }, 'must specify one of'],
    ['no way to trail', { ...TRAIL, trail_price: undefined }, 'must specify one of'],
    ['a trail for a moment', { ...TRAIL, time_in_force: 'fok' }, 'must be DAY or GTC'],
    ['a trail of a fraction', { ...TRAIL, qty: 0.5 }, 'fractional orders must be market'],
    ['a trail on a limit', { ...LIMIT, trail_price: 1 }, 'are for trailing_stop orders'],
    [
      'a stop at the open',
      { ...MARKET, type: 'stop', stop_price: 9, time_in_force: 'opg' },
      'market or limit',
    ],
    ['a market order in extended hours', { ...MARKET, extended_hours: true }, 'must be DAY limit orders'],
    [
      'a good-till-canceled order in extended hours',
      { ...LIMIT, time_in_force: 'gtc', extended_hours: true },
      'must be DAY limit orders',
    ],
  ])('%s', (_name, body, message) => {
    expect(readOrderRequest(body)).toMatchObject({
      refused: true,
      status: 422,
      message: expect.stringContaining(message),
    });
  });
});
