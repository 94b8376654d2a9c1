import { z } from '@hono/zod-openapi';
import { ORDER_SIDES } from '../../domain/order.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf, pageQuery } from './page.ts';
import { decimalText, symbol, timestamp, uuid, visibleId } from './scalars.ts';
import { timeSpan } from './time-span.ts';

/** One execution. */
export const trade = z
  .strictObject({
    executionId: z.string(),
    accountId: uuid,
    clientOrderId: z.string(),
    symbol: z.string().openapi({ example: 'AAPL' }),
    side: z.enum(ORDER_SIDES),
    qty: decimalText,
    price: decimalText,
    realizedPnl: decimalText.openapi({ description: 'Dollars realised by this execution.' }),
    executedAt: timestamp,
  })
  .openapi('Trade');

export const tradePage = pageOf(trade, 'TradePage');
export const tradeListQuery = pageQuery.extend({
  symbol: mayBeLeftOut(symbol),
  accountId: mayBeLeftOut(uuid),
  clientOrderId: mayBeLeftOut(visibleId(200)).openapi({ description: 'The executions of one order.' }),
  ...timeSpan,
});
