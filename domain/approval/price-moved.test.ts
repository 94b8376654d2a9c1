import { describe, expect, it } from 'vitest';
import { priceMoved } from './price-moved.ts';

const shown = { bid: '99', ask: '100' };

describe('priceMoved', () => {
  it('refuses a buy once the ask has risen by more than the share, not before', () => {
    expect(priceMoved('buy', shown, { bid: '109', ask: '110' }, '0.1')).toBeUndefined();
    expect(priceMoved('buy', shown, { bid: '109', ask: '110.01' }, '0.1')).toMatchObject({
      code: 'APPROVAL_PRICE_MOVED',
      facts: { shown: '100', fresh: '110.01', moved: '0.1001' },
    });
  });

  it('refuses a sale once the bid has fallen by more than the share', () => {
    expect(priceMoved('sell', shown, { bid: '89.1', ask: '90' }, '0.1')).toBeUndefined();
    expect(priceMoved('sell', shown, { bid: '89', ask: '90' }, '0.1')).toBeDefined();
  });

  it('lets a better price through, however far', () => {
    expect(priceMoved('buy', shown, { bid: '1', ask: '2' }, '0.1')).toBeUndefined();
    expect(priceMoved('sell', shown, { bid: '500', ask: '501' }, '0.1')).toBeUndefined();
  });

  it.each([
    [undefined, shown],
    [shown, undefined],
    [{ bid: '0', ask: '0' }, shown],
    [shown, { bid: 'NaN', ask: 'NaN' }],
  ])('refuses what cannot be measured: %j, %j', (before, now) => {
    expect(priceMoved('buy', before, now, '0.1')?.code).toBe('APPROVAL_PRICE_MOVED');
  });
});
