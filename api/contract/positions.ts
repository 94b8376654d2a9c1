import { z } from '@hono/zod-openapi';
import { decimal } from '../../domain/money.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orderAnswer } from './orders.ts';
import { pageOf } from './page.ts';
import { decimalText, positiveDecimal, storedSymbol, symbol, timestamp, uuid } from './scalars.ts';

export const position = z
  .strictObject({
    accountId: uuid,
    symbol: storedSymbol,
    qty: decimalText.openapi({ example: '10', description: 'Shares; negative for a short position.' }),
    avgEntryPrice: decimalText.openapi({ example: '231.25' }),
    realizedPnl: decimalText.openapi({ example: '0', description: 'Dollars.' }),
    updatedAt: timestamp,
  })
  .openapi('Position');
export type PositionBody = z.infer<typeof position>;

export const positionPage = pageOf(position, 'PositionPage');
const closeFields = {
  accountId: mayBeLeftOut(uuid),
  cancelOrders: mayBeLeftOut(z.enum(['true', 'false'])).openapi({
    description: 'true: the open exits, which hold the shares, are canceled first.',
  }),
};

export const closePositionQuery = z
  .strictObject({
    ...closeFields,
    qty: mayBeLeftOut(positiveDecimal).openapi({
      description: 'Shares; without it and percentage all of them.',
    }),
    percentage: mayBeLeftOut(
      positiveDecimal.refine((text) => decimal(text).lte(100), 'must be at most 100'),
    ).openapi({ example: '25' }),
  })
  .refine(({ qty, percentage }) => qty === undefined || percentage === undefined, {
    message: 'only one of qty and percentage can be given',
    path: ['qty'],
  });

export const closeAllQuery = z.strictObject(closeFields);

export const closedPositions = z
  .strictObject({ items: z.array(z.strictObject({ symbol: storedSymbol, order: orderAnswer })) })
  .openapi('ClosedPositions');

export const positionParam = z.strictObject({ symbol });
