import { z } from '@hono/zod-openapi';
import { pageOf } from './page.ts';
import { decimalText, symbol, timestamp, uuid } from './scalars.ts';

export const position = z
  .strictObject({
    accountId: uuid,
    symbol: z.string().openapi({ example: 'AAPL' }),
    qty: decimalText.openapi({ description: 'Shares; negative for a short position.' }),
    avgEntryPrice: decimalText,
    realizedPnl: decimalText.openapi({ description: 'Dollars.' }),
    updatedAt: timestamp,
  })
  .openapi('Position');
export type PositionBody = z.infer<typeof position>;

export const positionPage = pageOf(position, 'PositionPage');
export const positionParam = z.strictObject({ symbol });
