import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../money.ts';
import { closingOrder } from './close-position.ts';

const shares = fc
  .tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 999_999_999 }))
  .filter(([whole, part]) => whole + part > 0)
  .map(([whole, part]) => `${whole}.${String(part).padStart(9, '0')}`);

describe('closingOrder', () => {
  it('goes against the position, and never beyond it', () => {
    fc.assert(
      fc.property(shares, fc.boolean(), fc.integer({ min: 1, max: 10_000 }), (qty, short, hundredths) => {
        const held = short ? `-${qty}` : qty;
        const percentage = (hundredths / 100).toFixed(2);
        const closed = closingOrder('AAPL', held, { percentage });
        const request = closed.kind === 'order' ? closed.request : undefined;
        const sold = decimal(request?.qty ?? '0');
        expect(closed.kind === 'order' || closed.code === 'CLOSES_NOTHING').toBe(true);
        expect(request?.side ?? 'none').toBe(request === undefined ? 'none' : short ? 'buy' : 'sell');
        expect(sold.lte(qty)).toBe(true);
        expect(sold.decimalPlaces()).toBeLessThanOrEqual(9);
        expect(sold.isZero()).toBe(closed.kind === 'refused');
      }),
    );
  });

  it('takes the whole to the last digit when nothing is said, or all of it', () => {
    fc.assert(
      fc.property(shares, (qty) => {
        for (const part of [{}, { percentage: '100' }, { qty }]) {
          const closed = closingOrder('AAPL', qty, part);
          expect(closed.kind === 'order' && decimal(closed.request.qty ?? '').eq(qty)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['POSITION_NOT_HELD', '0', {}],
    ['CLOSE_EXCEEDS_POSITION', '5', { qty: '5.000000001' }],
    ['CLOSES_NOTHING', '0.000000001', { percentage: '1' }],
  ])('%s', (code, held, part) => {
    expect(closingOrder('AAPL', held, part)).toMatchObject({ kind: 'refused', code });
  });
});
