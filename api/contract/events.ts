import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';
import { symbol, uuid } from './scalars.ts';

/** What one reader may ask for: a market stream brings no more by Alpaca's free plan. */
export const READER_SYMBOLS_MAX = 30;
const TOPICS_MAX = 50;
const topic = /^[a-z-]{1,40}(\.[a-z-]{1,40})?$/;

export const eventsQuery = z.strictObject({
  topics: z
    .string()
    .max(2_000)
    .default('')
    .transform((list) => (list === '' ? [] : list.split(',')))
    .refine((list) => list.length <= TOPICS_MAX, `must be at most ${TOPICS_MAX} topics`)
    .refine((list) => list.every((one) => topic.test(one)), 'must be nouns (order) or types (order.filled)')
    .openapi({
      type: 'string',
      example: 'order,fill.booked',
      description:
        'Nouns (`order`, `fill`, `alert`, `cycle`, `account`, `bar`, `quote`) or whole types, separated by commas; left out: all.',
    }),
  symbols: z
    .string()
    .max(2_000)
    .default('')
    .transform((list) => (list === '' ? [] : [...new Set(list.split(','))]))
    .pipe(z.array(symbol))
    .openapi({
      type: 'string',
      example: 'AAPL,MSFT',
      description: `Whose quotes and bars come, ${READER_SYMBOLS_MAX} at most; left out: none.`,
    }),
  accountId: mayBeLeftOut(uuid).openapi({
    description: 'Whose market stream brings the quotes. Needed with `symbols` and several accounts.',
  }),
});

export const eventsHeaders = z.object({
  'last-event-id': mayBeLeftOut(z.string().regex(/^\d{1,15}$/, 'must be the id of an event')).openapi({
    example: '1042',
    description: 'The `id` of the last event that you have.',
  }),
});

export const eventStream = {
  description:
    'The stream, without end. `data` is JSON: `{id, type, version, at, payload}`; each type with its schema and an example stands in docs/events.md.',
  content: {
    'text/event-stream': {
      schema: z.string().openapi({
        example:
          'id: 1042\nevent: order.filled\ndata: {"id":"977","type":"order.filled","version":1,"at":"…","payload":{…}}\n\n',
      }),
    },
  },
};
