import { z } from '@hono/zod-openapi';
import { orNull } from './or-null.ts';
import { decimalText, timestamp } from './scalars.ts';

const day = z.iso.date().openapi({ example: '2026-03-02' });
const ratio = z.number().nullable();

const figures = z
  .strictObject({
    firstDate: day,
    lastDate: day,
    days: z.int().openapi({ example: 21, description: 'Trading days counted, New York.' }),
    pnl: decimalText.openapi({ description: 'Dollars, held shares at the close.' }),
    totalReturn: z
      .number()
      .openapi({ example: 0.0182, description: 'Daily returns on the account’s equity, compounded.' }),
    sharpe: ratio.openapi({ description: 'Of daily returns, for a year of 252 days, risk-free rate zero.' }),
    sortino: ratio.openapi({ description: 'As Sharpe, over the downside deviation from zero.' }),
    maxDrawdown: z
      .number()
      .openapi({ example: -0.0074, description: 'Largest fall from a peak, zero or below.' }),
    hitRate: ratio.openapi({ description: 'Share of closing executions that realised a gain.' }),
    closedTrades: z.int().openapi({ example: 9 }),
    turnover: ratio.openapi({ description: 'Lesser of bought and sold over mean equity, not annualised.' }),
    computedAt: timestamp,
  })
  .openapi('Performance');

export const performanceReports = z
  .strictObject({
    latest: orNull(figures).openapi({ description: 'null before the first report.' }),
    items: z.array(figures).openapi({ description: 'Each night’s, newest first.' }),
  })
  .openapi('PerformanceReports');
