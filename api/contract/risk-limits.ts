import { z } from '@hono/zod-openapi';
import { decimal } from '../../domain/money.ts';
import { allMayBeLeftOut, mayBeLeftOut } from './left-out.ts';
import { positiveDecimal, uuid } from './scalars.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const count = (max: number) => z.int().min(1).max(max);
const windowMs = z.int().min(0).max(HOUR_MS);
const shareUpTo = (max: number) =>
  positiveDecimal.refine((text) => decimal(text).lte(max), `must be a share: above 0 and at most ${max}`);
const share = shareUpTo(1).openapi({ example: '0.25' });
const exposureShare = shareUpTo(10).openapi({ example: '1.5' });

/** What every account had from the first release on. */
const always = {
  orderNotionalMax: positiveDecimal.openapi({ example: '25000', description: 'Dollars.' }),
  positionShareOfEquityMax: share,
  ordersPerMinuteMax: count(10_000).openapi({ example: 30 }),
  ordersPerDayMax: count(1_000_000).openapi({ example: 500 }),
  openOrdersMax: count(100_000).openapi({ example: 50 }),
  quoteAgeMsMax: count(DAY_MS).openapi({ example: 60_000 }),
  shortingAllowed: z.boolean(),
};

const further = {
  orderQtyMax: positiveDecimal.openapi({ example: '10000', description: 'Shares of one order.' }),
  orderShareOfDailyVolumeMax: share.nullable().openapi({
    description: 'Of the average daily volume; set, it refuses where no volume is known. null: not limited.',
  }),
  largestThreeShareOfEquityMax: exposureShare,
  grossExposureShareOfEquityMax: exposureShare,
  netExposureShareOfEquityMax: exposureShare,
  priceCollarMax: exposureShare.openapi({
    description: 'How far a limit price may lie beyond the market, as a share of it.',
  }),
  restingPriceCollarMax: exposureShare.nullable().openapi({
    description: 'How far a limit price may lie on the near side of the market. null: not limited.',
  }),
  accountAgeMsMax: count(DAY_MS).openapi({ example: 30_000 }),
  clockSkewMsMax: count(HOUR_MS).openapi({ example: 2_000 }),
  duplicateWindowMs: windowMs.openapi({
    example: 5_000,
    description: 'For orders of cycles; 0: not limited.',
  }),
  manualDuplicateWindowMs: windowMs.openapi({
    example: 0,
    description: 'For orders by hand; 0: not limited.',
  }),
  dailyLossShareMax: share,
  drawdownShareMax: share,
  rejectStreakMax: count(1_000).openapi({ example: 10 }),
  unresolvedOrderMsMax: count(DAY_MS).openapi({ example: 300_000 }),
};

export const riskLimits = z.strictObject({ ...always, ...further }).openapi('RiskLimits');

export const accountRiskLimits = z
  .strictObject({ accountId: uuid, limits: riskLimits })
  .openapi('AccountRiskLimits');

export const riskLimitsBody = z
  .strictObject({ ...always, ...allMayBeLeftOut(further), accountId: mayBeLeftOut(uuid) })
  .openapi('SetRiskLimits', {
    description: 'What later releases added may be left out and stays as it is.',
    example: {
      orderNotionalMax: '25000',
      positionShareOfEquityMax: '0.25',
      ordersPerMinuteMax: 30,
      ordersPerDayMax: 500,
      openOrdersMax: 50,
      quoteAgeMsMax: 60_000,
      shortingAllowed: false,
    },
  });

/** About the account alone. */
const ofAccount = {
  clockSkewMsMax: true,
  manualDuplicateWindowMs: true,
  dailyLossShareMax: true,
  drawdownShareMax: true,
  rejectStreakMax: true,
  unresolvedOrderMsMax: true,
} as const;

/** Limits of one strategy: one that is left out is as the account has it. */
export const strategyRiskLimits = z
  .strictObject(allMayBeLeftOut(riskLimits.omit(ofAccount).shape))
  .openapi('StrategyRiskLimits', { example: { orderNotionalMax: '5000', ordersPerDayMax: 20 } });
