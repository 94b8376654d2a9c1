const encoder = new TextEncoder();

/** The body of an answer that a reader takes at their own pace: one text waits here at most, and only for so long. */
export interface ReaderStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Aborts when the reader has gone, or was cut off. */
  readonly gone: AbortSignal;
  /** Settles when there is room for the text. @throws when the reader has gone, or has made no room in time. */
  write(text: string | Uint8Array): Promise<void>;
  /** Ends the body after what was written. */
  close(): void;
  /** Ends the connection at once. */
  cut(): void;
}

export function readerStream(stalledMs: number): ReaderStream {
  const over = new AbortController();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let room = newRoom();
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
    pull() {
      room.resolve();
      room = newRoom();
    },
    cancel() {
      leave('the reader has gone');
    },
  });

  function leave(reason: string): void {
    room.reject(new Error(reason));
    over.abort(new Error(reason));
  }
  function cut(): void {
    if (over.signal.aborted) return;
    leave('the reader takes nothing');
    controller?.error(new Error('the reader takes nothing'));
  }

  return {
    body,
    gone: over.signal,
    async write(text) {
      over.signal.throwIfAborted();
      if ((controller?.desiredSize ?? 0) <= 0) {
        const { promise } = room;
        const stalled = setTimeout(cut, stalledMs);
        try {
          await promise;
        } finally {
          clearTimeout(stalled);
        }
      }
      over.signal.throwIfAborted();
      controller?.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
    },
    close() {
      if (over.signal.aborted) return;
      controller?.close();
      over.abort();
    },
    cut,
  };
}

function newRoom() {
  const room = Promise.withResolvers<void>();
  // Nobody may be waiting for room when the reader goes.
  room.promise.catch(() => undefined);
  return room;
}
