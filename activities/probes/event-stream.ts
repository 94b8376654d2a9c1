import { withProbeKey } from './api-caller.ts';
import { type ProbeRun, see } from './probe.ts';

/** One event of GET /v1/events, as text: its lines without the empty one that ends it. */
export type EventText = string;

/** Reads GET /v1/events as a user of the probe's does, and gives what `read` makes of its events. */
export async function readEvents<T>(
  run: ProbeRun,
  asked: { readonly user: { readonly id: string }; readonly query: string },
  read: (events: AsyncIterable<EventText>) => Promise<T>,
): Promise<T> {
  const key = { user: asked.user, scopes: ['read'] } as const;
  return await withProbeKey(run, key, async (headers) => {
    const leave = new AbortController();
    const signal = AbortSignal.any([run.signal, leave.signal]);
    const url = `${run.deps.addresses.api}/v1/events?${asked.query}`;
    const response = await fetch(url, { headers, signal });
    see(response.status === 200 && response.body !== null, `answered ${response.status}`);
    try {
      return await read(eventsOf(response));
    } finally {
      leave.abort();
    }
  });
}

async function* eventsOf({ body }: Response): AsyncIterable<EventText> {
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 2);
    }
  }
  throw new Error('the stream ended');
}
