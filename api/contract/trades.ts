import { z } from '@hono/zod-openapi';
import { ORDER_SIDES } from '../../domain/order.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf, pageQuery } from './page.ts';
import { clientOrderId, decimalText, storedSymbol, symbol, timestamp, uuid, visibleId } from './scalars.ts';
import { timeSpan } from './time-span.ts';

/** One execution. */
export const trade = z
  .strictObject({
    executionId: z.string().openapi({ example: '20260302-61e69015-1' }),
    accountId: uuid,
    clientOrderId,
    symbol: storedSymbol,
    side: z.enum(ORDER_SIDES),
    qty: decimalText.openapi({ example: '10' }),
    price: decimalText.openapi({ example: '231.25' }),
    realizedPnl: decimalText.openapi({ example: '0', description: 'Dollars realised by this execution.' }),
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
