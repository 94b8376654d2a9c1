import { z } from 'zod';
import type { MarketClock } from '../../domain/market.ts';
import type { BrokerAsset } from '../../domain/ports/broker.ts';
import { calendarDay, timestamp } from '../http/answer-fields.ts';

/** `GET /v2/clock`. */
export const clockAnswer = z
  .looseObject({
    timestamp,
    is_open: z.boolean(),
    next_open: timestamp,
    next_close: timestamp,
  })
  .transform(
    (answer): MarketClock => ({
      at: answer.timestamp,
      isOpen: answer.is_open,
      nextOpen: answer.next_open,
      nextClose: answer.next_close,
    }),
  );

/** `GET /v2/calendar`: the days with a session. */
export const calendarAnswer = z.array(z.looseObject({ date: calendarDay }));

/** `GET /v2/assets/{symbol}`. Tradable only while Alpaca lists it as active. */
export const assetAnswer = z
  .looseObject({
    symbol: z.string().min(1),
    name: z.string(),
    status: z.string().min(1),
    tradable: z.boolean(),
    fractionable: z.boolean(),
    shortable: z.boolean(),
  })
  .transform(
    (answer): BrokerAsset => ({
      symbol: answer.symbol,
      name: answer.name,
      tradable: answer.tradable && answer.status === 'active',
      fractionable: answer.fractionable,
      shortable: answer.shortable,
    }),
  );
