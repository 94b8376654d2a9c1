/** One event as a client of `GET /v1/events` sees it. */
export interface ReadEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** A client of the event stream that remembers its place. */
export interface EventClient {
  readonly response: Response;
  /** Settles with the next event; undefined when the stream has ended. */
  next(): Promise<ReadEvent | undefined>;
  /** Cuts the connection. */
  kill(): void;
}

export async function readEvents(
  url: string,
  options: {
    readonly key: string;
    readonly topics?: string;
    readonly symbols?: string;
    readonly lastEventId?: string | undefined;
  },
): Promise<EventClient> {
  const { key, topics, symbols, lastEventId } = options;
  const cut = new AbortController();
  const query = new URLSearchParams({
    ...(topics === undefined ? {} : { topics }),
    ...(symbols === undefined ? {} : { symbols }),
  });
  const response = await fetch(`${url}/v1/events?${query.toString()}`, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: cut.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  return {
    response,
    async next() {
      for (;;) {
        const end = buffer.indexOf('\n\n');
        if (end >= 0) {
          const event = parse(buffer.slice(0, end));
          buffer = buffer.slice(end + 2);
          if (event !== undefined) return event;
          continue;
        }
        const read = await reader?.read();
        if (read === undefined || read.done) return undefined;
        buffer += read.value;
      }
    },
    kill: () => cut.abort(),
  };
}

/** Undefined for what is no event: a comment, the time to wait before a reconnect. */
function parse(frame: string): ReadEvent | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1] ?? '';
  return field('data') === '' ? undefined : { id: field('id'), type: field('event'), data: field('data') };
}
