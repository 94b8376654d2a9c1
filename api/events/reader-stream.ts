const encoder = new TextEncoder();

/** The body of an answer that a reader takes at their own pace: one piece waits here at most, and only for so long. */
export interface ReaderStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Aborts when the reader has gone, or was cut off. */
  readonly gone: AbortSignal;
  /** Settles when there is room for the text. @throws when the reader has gone, or has made no room in time. */
  write(text: string | Uint8Array): Promise<void>;
  /** Milliseconds since something was last written. */
  quietMs(): number;
  /** Ends the body after what was written. */
  close(): void;
  /** Ends the connection at once. */
  cut(): void;
}

/** @param destroy ends the connection under the body, without a word */
export function readerStream(options: {
  readonly stalledMs: number;
  readonly destroy: () => void;
  /** Called when the reader is cut off for making no room. */
  readonly onStalled: () => void;
}): ReaderStream {
  const { stalledMs, destroy, onStalled } = options;
  const over = new AbortController();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let room = newRoom();
  let writtenAt = performance.now();
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
    leave('the reader was cut off');
    destroy();
  }
  function cutStalled(): void {
    if (over.signal.aborted) return;
    onStalled();
    cut();
  }

  return {
    body,
    gone: over.signal,
    async write(text) {
      over.signal.throwIfAborted();
      if ((controller?.desiredSize ?? 0) <= 0) {
        const { promise } = room;
        const stalled = setTimeout(cutStalled, stalledMs);
        try {
          await promise;
        } finally {
          clearTimeout(stalled);
        }
      }
      over.signal.throwIfAborted();
      controller?.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
      writtenAt = performance.now();
    },
    quietMs: () => performance.now() - writtenAt,
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
