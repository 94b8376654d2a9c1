import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { marketStreamOf } from '../../../db/queries/market/market-streams.ts';
import { type ApiEnv, newApp } from '../../api-app.ts';
import { eventStream, eventsHeaders, eventsQuery, READER_SYMBOLS_MAX } from '../../contract/events.ts';
import { askedProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { eventFilter } from '../../events/event-filter.ts';
import { openEventStream } from '../../events/event-stream-response.ts';
import { stillKnown } from '../../events/still-known.ts';
import { problem } from '../../problem-error.ts';
import { chooseAccount } from '../trading/account-choice.ts';

const eventsRoute = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'streamEvents',
  summary: 'Your events as they happen, as server-sent events',
  description: [
    'Each event has an `id`, its place in the stream. Send the last one as `Last-Event-ID`, and what has happened since',
    'comes first, without a gap or a repeat. Without it the stream begins with what happens next.',
    'With `symbols`, the latest quote of each comes as `quote.latest`, at most five a second a symbol, without an `id`:',
    'what a reader has not taken is overtaken by what is newer, and nothing is repeated after a reconnect. `quote.stream`',
    'says how the market stream stands and which symbols it brings. Minute bars come as `bar.closed`, events like others.',
    'A comment comes when you were sent nothing for 10 seconds. `event: gap` says that events after your place are no',
    'longer held; `event: end` is the last one, with its reason: `behind` for a reader too slow for what is kept, who goes',
    'on with `Last-Event-ID`. A reader that takes nothing for 10 seconds is cut off, and goes on in the same way.',
  ].join(' '),
  tags: ['events'],
  request: { query: eventsQuery, headers: eventsHeaders },
  responses: { 200: eventStream, ...askedProblems },
});

export function eventRoutes(deps: ApiDeps) {
  return newApp().openapi(eventsRoute, async (c) => {
    const { events } = deps;
    const { id: userId } = c.get('user');
    const { topics, symbols, accountId } = c.req.valid('query');
    if (symbols.length > READER_SYMBOLS_MAX) {
      throw problem(
        'TOO_MANY_SYMBOLS',
        `One reader may ask for ${READER_SYMBOLS_MAX}, not ${symbols.length}.`,
      );
    }
    const wantsMarket = topics.some((topic) => /^(quote|bar)(\.|$)/.test(topic));
    if (wantsMarket && symbols.length === 0) {
      throw problem('SYMBOLS_REQUIRED', 'Say in symbols whose quotes and bars you want.');
    }
    const stream = symbols.length === 0 ? undefined : await streamOf(deps, userId, accountId);
    const after = await placeOf(deps, c, c.req.valid('header')['last-event-id']);
    const leave = events.hub.enter();
    if (leave === undefined) throw problem('EVENTS_UNAVAILABLE', 'Too many readers; try again later.');
    const wantsQuotes = topics.length === 0 || topics.some((topic) => /^quote(\.|$)/.test(topic));
    return openEventStream(c, {
      ...events,
      leave,
      quotes: stream && wantsQuotes ? events.quotes.read(stream, symbols) : undefined,
      reader: {
        userId,
        filter: eventFilter({ userId, topics: new Set(topics), symbols: new Set(symbols) }),
        after,
      },
      isKnown: stillKnown(deps, c),
      logger: deps.logger,
    });
  });
}

/** The stream that brings an account's quotes. @throws ProblemError when the account is not the user's, or not named. */
async function streamOf({ db }: ApiDeps, userId: string, accountId: string | undefined) {
  const account = await chooseAccount(db, userId, accountId);
  return { accountId: account.id, streamId: await marketStreamOf(db, account) };
}

/** Where the reader goes on. @throws ProblemError when the stream is not there, or has not got so far. */
async function placeOf(
  { events }: ApiDeps,
  c: Context<ApiEnv>,
  lastEventId: string | undefined,
): Promise<number> {
  const head = events.hub.head();
  if (head === undefined)
    throw problem('EVENTS_UNAVAILABLE', 'The event bus has not been reached yet; try again.');
  if (lastEventId === undefined) return head;
  const after = Number(lastEventId);
  if (after <= head) return after;
  const { upTo } = await events.feed.readBack({ userId: c.get('user').id, after: head, limit: 1_000 });
  if (after <= upTo) return after;
  throw problem('INVALID_LAST_EVENT_ID', `The stream has not got to ${lastEventId} yet.`);
}
