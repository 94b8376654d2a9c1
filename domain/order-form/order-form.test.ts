import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORDER_TYPES, type OrderRequest, TIMES_IN_FORCE } from '../order.ts';
import { orderRequest } from '../samples.ts';
import { formFaultOf } from './order-form.ts';

const limit = (fields: Partial<OrderRequest> = {}) =>
  orderRequest({ type: 'limit', limitPrice: '100', ...fields });
const trailing = (fields: Partial<OrderRequest> = {}) =>
  orderRequest({ type: 'trailing_stop', trailPrice: '1', ...fields });
const bracket = (fields: Partial<OrderRequest> = {}) =>
  limit({
    orderClass: 'bracket',
    takeProfit: { limitPrice: '110' },
    stopLoss: { stopPrice: '90' },
    ...fields,
  });
const { qty: _qty, ...withoutQty } = orderRequest();

describe('formFaultOf', () => {
  const good: readonly (readonly [string, OrderRequest])[] = [
    ...TIMES_IN_FORCE.map((timeInForce) => [`limit ${timeInForce}`, limit({ timeInForce })] as const),
    ...TIMES_IN_FORCE.map((timeInForce) => [`market ${timeInForce}`, orderRequest({ timeInForce })] as const),
    ['dollars', { ...withoutQty, notional: '100.25' }],
    ['a fraction', limit({ qty: '0.123456789' })],
    ['extended hours', limit({ extendedHours: true })],
    ['trailing by percent', orderRequest({ type: 'trailing_stop', trailPercent: '2.5', timeInForce: 'gtc' })],
    ['bracket', bracket()],
    [
      'bracket that sells short',
      bracket({ side: 'sell', takeProfit: { limitPrice: '90' }, stopLoss: { stopPrice: '110' } }),
    ],
    [
      'bracket a cent beyond',
      bracket({ takeProfit: { limitPrice: '100.01' }, stopLoss: { stopPrice: '99.99' } }),
    ],
    [
      'bracket at market',
      orderRequest({ orderClass: 'bracket', takeProfit: { limitPrice: '5' }, stopLoss: { stopPrice: '4' } }),
    ],
    ['oto with a stop', limit({ orderClass: 'oto', stopLoss: { stopPrice: '90', limitPrice: '89' } })],
    ['oto with a target', limit({ orderClass: 'oto', takeProfit: { limitPrice: '110' } })],
    ['below a dollar', limit({ limitPrice: '0.1234' })],
  ];
  it.each(good)('lets %s through', (_name, order) => {
    expect(formFaultOf(order)).toBeUndefined();
  });

  it('lets an OCO through with its limit said once or twice', () => {
    const { limitPrice: _limit, ...exits } = bracket({ orderClass: 'oco', side: 'sell' });
    expect(formFaultOf(exits)).toBeUndefined();
    expect(formFaultOf({ ...exits, limitPrice: '110.00' })).toBeUndefined();
    expect(formFaultOf({ ...exits, limitPrice: '111' })).toMatchObject({ field: 'limitPrice' });
  });

  const bad: readonly (readonly [string, OrderRequest])[] = [
    ['limitPrice', limit({ limitPrice: '100.001' })],
    ['limitPrice', limit({ limitPrice: '0.12345' })],
    ['stopPrice', orderRequest({ type: 'stop', stopPrice: '99.999' })],
    ['takeProfit.limitPrice', bracket({ takeProfit: { limitPrice: '110.005' } })],
    ['stopLoss.limitPrice', bracket({ stopLoss: { stopPrice: '90', limitPrice: '89.999' } })],
    ['timeInForce', limit({ qty: '1.5', timeInForce: 'gtc' })],
    ['orderClass', bracket({ qty: '1.5' })],
    ['type', trailing({ qty: '1.5' })],
    ['type', { ...withoutQty, type: 'limit', limitPrice: '10', notional: '10' }],
    ['timeInForce', { ...withoutQty, notional: '10', timeInForce: 'gtc' }],
    ['notional', { ...withoutQty, notional: '10.001' }],
    ['qty', { ...orderRequest(), notional: '10' }],
    ['trailPrice', orderRequest({ type: 'trailing_stop' })],
    ['trailPrice', trailing({ trailPercent: '1' })],
    ['trailPrice', orderRequest({ trailPrice: '1' })],
    ['trailPercent', orderRequest({ type: 'trailing_stop', trailPercent: '100' })],
    ['timeInForce', trailing({ timeInForce: 'ioc' })],
    ['extendedHours', trailing({ extendedHours: true })],
    ['extendedHours', orderRequest({ extendedHours: true })],
    ['extendedHours', limit({ extendedHours: true, timeInForce: 'gtc' })],
    ['extendedHours', bracket({ extendedHours: true })],
    ['type', orderRequest({ type: 'stop', stopPrice: '90', timeInForce: 'opg' })],
    ['timeInForce', bracket({ timeInForce: 'ioc' })],
    ['takeProfit.limitPrice', bracket({ takeProfit: { limitPrice: '89' } })],
    ['takeProfit.limitPrice', bracket({ takeProfit: { limitPrice: '100' } })],
    ['stopLoss.stopPrice', bracket({ stopLoss: { stopPrice: '100' } })],
    ['takeProfit', limit({ orderClass: 'bracket', stopLoss: { stopPrice: '90' } })],
    ['stopLoss', limit({ orderClass: 'bracket', takeProfit: { limitPrice: '110' } })],
    ['takeProfit', limit({ orderClass: 'oto' })],
    ['takeProfit', bracket({ orderClass: 'oto' })],
    ['takeProfit', bracket({ orderClass: 'simple' })],
    [
      'type',
      orderRequest({
        orderClass: 'oco',
        takeProfit: { limitPrice: '110' },
        stopLoss: { stopPrice: '90' },
      }),
    ],
    ['type', trailing({ orderClass: 'oto', stopLoss: { stopPrice: '90' } })],
  ];
  it.each(bad)('refuses by %s: %j', (field, order) => {
    expect(formFaultOf(order)).toMatchObject({ field });
  });

  const cents = fc.integer({ min: 101, max: 100_000 }).map((n) => (n / 100).toFixed(2));
  it('lets a bracket through exactly when both exits lie a cent or more beyond its price', () => {
    fc.assert(
      fc.property(
        cents,
        cents,
        cents,
        fc.constantFrom('buy' as const, 'sell' as const),
        (base, target, stop, side) => {
          const order = bracket({
            side,
            limitPrice: base,
            takeProfit: { limitPrice: target },
            stopLoss: { stopPrice: stop },
          });
          const [b, t, s] = [base, target, stop].map((text) => Math.round(Number(text) * 100));
          const sign = side === 'buy' ? 1 : -1;
          const beyond = ((t ?? 0) - (b ?? 0)) * sign >= 1 && ((b ?? 0) - (s ?? 0)) * sign >= 1;
          expect(formFaultOf(order) === undefined).toBe(beyond);
        },
      ),
    );
  });

  it('lets a fraction or dollars through for the day only, and in no group', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TIMES_IN_FORCE),
        fc.constantFrom(...ORDER_TYPES),
        fc.integer({ min: 1, max: 999 }),
        (timeInForce, type, thousandths) => {
          const order = orderRequest({
            timeInForce,
            type,
            qty: `1.${String(thousandths).padStart(3, '0')}`,
            ...(type === 'limit' || type === 'stop_limit' ? { limitPrice: '10' } : {}),
            ...(type === 'stop' || type === 'stop_limit' ? { stopPrice: '10' } : {}),
            ...(type === 'trailing_stop' ? { trailPrice: '1' } : {}),
          });
          const fits = timeInForce === 'day' && type !== 'trailing_stop';
          expect(formFaultOf(order) === undefined).toBe(fits);
        },
      ),
    );
  });
});
