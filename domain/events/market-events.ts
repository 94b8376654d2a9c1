import { z } from 'zod';
import { decimal, type EventKind, id, symbol, timestamp } from './event-kind.ts';

const stream = z.object({ accountId: id, reason: z.string().nullable(), since: z.string() });
const STREAM = {
  accountId: '0198c7a2-0000-7000-8000-000000000001',
  reason: 'disconnected',
  since: '2026-11-20T15:31:00.000Z',
} as const;

export const MARKET_EVENTS = {
  'bar.closed': {
    version: 1,
    when: 'a minute bar of the market stream is complete, or was read to fill a gap of it',
    payload: z.object({
      symbol,
      timeframe: z.literal('1Min'),
      feed: z.string(),
      start: timestamp,
      open: decimal,
      high: decimal,
      low: decimal,
      close: decimal,
      volume: decimal,
    }),
    example: {
      symbol: 'KO',
      timeframe: '1Min',
      feed: 'iex',
      start: '2026-11-20T15:30:00Z',
      open: '60',
      high: '60.1',
      low: '59.98',
      close: '60.02',
      volume: '1200',
    },
  },
  'market.stale': {
    version: 1,
    when: 'the market stream no longer brings what happens',
    payload: stream,
    example: STREAM,
  },
  'market.live': {
    version: 1,
    when: 'the market stream brings what happens again, or the market has closed meanwhile',
    payload: stream,
    example: STREAM,
  },
} as const satisfies Readonly<Record<string, EventKind>>;
