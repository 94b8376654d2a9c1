import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ApiEnv, newApp } from '../api-app.ts';
import { eventStream, eventsHeaders, eventsQuery } from '../contract/events.ts';
import { readProblems } from '../contract/problem.ts';
import type { ApiDeps } from '../deps.ts';
import { openEventStream } from '../events/event-stream-response.ts';
import { stillKnown } from '../events/still-known.ts';
import { problem } from '../problem-error.ts';

const eventsRoute = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'streamEvents',
  summary: 'Your events as they happen, as server-sent events',
  description: [
    'Each event has an `id`, its place in the stream. Send the last one as `Last-Event-ID`, and what has happened since',
    'comes first, without a gap or a repeat. Without it the stream begins with what happens next.',
    'A comment comes when nothing has happened for 10 seconds. `event: gap` says that events after your place are no',
    'longer held; `event: end` is the last one, with its reason. A reader that takes nothing for 10 seconds is cut off.',
  ].join(' '),
  tags: ['events'],
  request: { query: eventsQuery, headers: eventsHeaders },
  responses: { 200: eventStream, ...readProblems },
});

export function eventRoutes(deps: ApiDeps) {
  return newApp().openapi(eventsRoute, async (c) => {
    const { events } = deps;
    const { topics } = c.req.valid('query');
    const after = await placeOf(deps, c, c.req.valid('header')['last-event-id']);
    const leave = events.hub.enter();
    if (leave === undefined) throw problem('EVENTS_UNAVAILABLE', 'Too many readers; try again later.');
    return openEventStream(c, {
      ...events,
      leave,
      reader: { userId: c.get('user').id, topics: new Set(topics), after },
      isKnown: stillKnown(deps, c),
      logger: deps.logger,
    });
  });
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
