import { z } from '@hono/zod-openapi';
import { decimal } from '../../domain/money.ts';
import { mayBeLeftOut } from './left-out.ts';
import { positiveDecimal, uuid } from './scalars.ts';

const count = (max: number) => z.int().min(1).max(max);

export const riskLimits = z
  .strictObject({
    orderNotionalMax: positiveDecimal.openapi({ example: '25000', description: 'Dollars.' }),
    positionShareOfEquityMax: positiveDecimal

      .refine((text) => decimal(text).lte(1), 'must be a share: above 0 and at most 1')
      .openapi({ example: '0.25' }),
    ordersPerMinuteMax: count(10_000).openapi({ example: 30 }),
    ordersPerDayMax: count(1_000_000).openapi({ example: 500 }),
    openOrdersMax: count(100_000).openapi({ example: 50 }),
    quoteAgeMsMax: count(86_400_000).openapi({ example: 60_000 }),
    shortingAllowed: z.boolean(),
  })
  .openapi('RiskLimits');

export const accountRiskLimits = z
  .strictObject({ accountId: uuid, limits: riskLimits })
  .openapi('AccountRiskLimits');

export const riskLimitsBody = riskLimits.extend({ accountId: mayBeLeftOut(uuid) }).openapi('SetRiskLimits');
