import { z } from 'zod';
import { decimal, toDecimalString } from '../../domain/money.ts';
import type { BrokerAccountState, BrokerPosition } from '../../domain/portfolio.ts';
import { decimalText } from '../http/answer-fields.ts';

/** `GET /v2/account`. Two blocks are Alpaca's; the suspension is the owner's own. */
export const accountAnswer = z
  .looseObject({
    account_number: z.string().min(1),
    status: z.string().min(1),
    currency: z.string().min(1),
    cash: decimalText,
    equity: decimalText,
    last_equity: decimalText.nullish(),
    buying_power: decimalText,
    trading_blocked: z.boolean(),
    account_blocked: z.boolean(),
    trade_suspended_by_user: z.boolean().optional(),
  })
  .transform(
    (answer): BrokerAccountState => ({
      accountNumber: answer.account_number,
      status: answer.status,
      currency: answer.currency,
      cash: answer.cash,
      equity: answer.equity,
      buyingPower: answer.buying_power,
      ...(typeof answer.last_equity === 'string' ? { lastEquity: answer.last_equity } : {}),
      tradingBlocked: answer.trading_blocked || answer.account_blocked,
      tradingSuspended: answer.trade_suspended_by_user === true,
    }),
  );

/** One row of `GET /v2/positions`. A short one is negative, however the row's own sign is written. */
export const positionAnswer = z
  .looseObject({
    symbol: z.string().min(1),
    side: z.enum(['long', 'short']),
    qty: decimalText,
    avg_entry_price: decimalText,
    market_value: decimalText.nullable(),
    current_price: decimalText.nullable(),
  })
  .transform((answer): BrokerPosition => {
    const size = decimal(answer.qty).abs();
    return {
      symbol: answer.symbol,
      qty: toDecimalString(answer.side === 'short' ? size.negated() : size),
      avgEntryPrice: answer.avg_entry_price,
      ...(answer.market_value === null ? {} : { marketValue: answer.market_value }),
      ...(answer.current_price === null ? {} : { currentPrice: answer.current_price }),
    };
  });
