import { z } from 'zod';
import { newYorkTime } from '../../domain/calendar/new-york-time.ts';
import type { MarketClock } from '../../domain/market.ts';
import type { BrokerAsset } from '../../domain/ports/broker.ts';
import type { Session } from '../../domain/ports/market-calendar.ts';
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

const wallTime = z.string().regex(/^\d\d:\d\d$/, 'not a time of New York’s clock, such as 09:30');

/** `GET /v2/calendar`: the days with a session; `open` and `close` by New York's clock. */
export const calendarAnswer = z.array(
  z.looseObject({ date: calendarDay, open: wallTime, close: wallTime }).transform(
    ({ date, open, close }): Session => ({
      date,
      session: { opensAt: newYorkInstant(date, open), closesAt: newYorkInstant(date, close) },
    }),
  ),
);

function newYorkInstant(date: string, wall: string): string {
  return new Date(newYorkTime(`${date}T${wall}:00`)).toISOString();
}

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
