import { describe, expect, it } from 'vitest';
import { INITIAL_LIMITS, limitsOf } from './limits.ts';
import { looserLimits, type StrategyLimits, tightenLimits } from './strategy-limits.ts';

const account = { ...INITIAL_LIMITS, shortingAllowed: true, restingPriceCollarMax: null };

const CASES: readonly (readonly [keyof StrategyLimits, StrategyLimits, StrategyLimits])[] = [
  ['orderNotionalMax', { orderNotionalMax: '24999.99' }, { orderNotionalMax: '100000' }],
  ['ordersPerDayMax', { ordersPerDayMax: 1 }, { ordersPerDayMax: 501 }],
  ['duplicateWindowMs', { duplicateWindowMs: 60_000 }, { duplicateWindowMs: 0 }],
  ['restingPriceCollarMax', { restingPriceCollarMax: '0.5' }, {}],
  [
    'orderShareOfDailyVolumeMax',
    { orderShareOfDailyVolumeMax: '0.01' },
    { orderShareOfDailyVolumeMax: null },
  ],
];

describe('the limits of a strategy', () => {
  it.each(CASES)(
    '%s counts where it is stricter, and is named where it is looser',
    (field, strict, loose) => {
      expect(tightenLimits(account, strict)[field]).toBe(strict[field]);
      expect(looserLimits(account, strict)).toEqual([]);
      expect(tightenLimits(account, loose)).toEqual(account);
      expect(looserLimits(account, loose)).toEqual(field in loose ? [field] : []);
    },
  );

  it('may forbid selling short and never allow it', () => {
    expect(tightenLimits(account, { shortingAllowed: false }).shortingAllowed).toBe(false);
    expect(tightenLimits(INITIAL_LIMITS, { shortingAllowed: true }).shortingAllowed).toBe(false);
  });

  it('loosen nothing by writing the same amount in another way, and every limit of an account is looked at', () => {
    expect(looserLimits(account, { orderNotionalMax: '25000.0' })).toEqual([]);
    expect(looserLimits(account, { ...account, drawdownShareMax: '0.3' })).toEqual(['drawdownShareMax']);
    expect(looserLimits(account, { ...account, manualDuplicateWindowMs: 1 })).toEqual([]);
    for (const [field, value] of Object.entries(account)) {
      if (field === 'shortingAllowed' || field === 'restingPriceCollarMax') continue;
      const larger = typeof value === 'string' ? '1000000000' : field.endsWith('WindowMs') ? -1 : 1e9;
      expect(looserLimits(account, { ...account, [field]: larger })).toEqual([field]);
    }
    expect(looserLimits({ ...account, restingPriceCollarMax: '1' }, { restingPriceCollarMax: null })).toEqual(
      ['restingPriceCollarMax'],
    );
    expect(looserLimits(INITIAL_LIMITS, { shortingAllowed: true })).toEqual(['shortingAllowed']);
  });

  it('that cannot be read stay, so that no order passes by them', () => {
    expect(tightenLimits(account, { orderQtyMax: 'lots' }).orderQtyMax).toBe('lots');
  });
});

it('limits that were stored before some of them existed have those as an account begins', () => {
  const { orderNotionalMax: _dropped, ...older } = { ...INITIAL_LIMITS, quoteAgeMsMax: 7 };
  expect(limitsOf(older)).toEqual({ ...INITIAL_LIMITS, quoteAgeMsMax: 7 });
  expect(limitsOf({})).toEqual(INITIAL_LIMITS);
});
