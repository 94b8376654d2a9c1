import { closeSync, fdatasync, openSync, write } from 'node:fs';

/** An append-only file of JSON lines. What has been appended is on disk once `durable` resolves. */
export interface Journal<Entry> {
  /** Queues one entry; entries reach the file in this order. */
  append(entry: Entry): void;
  /**
   * Resolves when every entry appended so far is on disk. Callers that wait together share one fdatasync.
   * Rejects for good after the first write that fails: nothing may be answered that is not kept.
   */
  durable(): Promise<void>;
  close(): Promise<void>;
}

interface Waiter {
  readonly upTo: number;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** Opens `file` for appending, creating it when absent. @throws when it cannot be written. */
export function openJournal<Entry>(file: string): Journal<Entry> {
  const descriptor = openSync(file, 'a', 0o600);
  let queued: string[] = [];
  let appended = 0;
  let synced = 0;
  let flushing = false;
  let failure: Error | undefined;
  let waiters: Waiter[] = [];

  const settle = (): void => {
    const left: Waiter[] = [];
    for (const waiter of waiters) {
      if (failure) waiter.reject(failure);
      else if (waiter.upTo <= synced) waiter.resolve();
      else left.push(waiter);
    }
    waiters = left;
  };

  const flush = async (): Promise<void> => {
    flushing = true;
    try {
      while (queued.length > 0) {
        const lines = queued;
        const upTo = appended;
        queued = [];
        await writeAll(descriptor, Buffer.from(lines.join('')));
        await syncData(descriptor);
        synced = upTo;
        settle();
      }
    } catch (cause) {
      failure = new Error('the journal cannot be written', { cause });
      settle();
    } finally {
      flushing = false;
    }
  };

  const durable = async (): Promise<void> => {
    if (failure) throw failure;
    if (synced === appended) return;
    await new Promise<void>((resolve, reject) => {
      waiters.push({ upTo: appended, resolve, reject });
      if (!flushing) void flush();
    });
  };

  return {
    append(entry) {
      queued.push(`${JSON.stringify(entry)}\n`);
      appended += 1;
    },
    durable,
    async close() {
      await durable();
      closeSync(descriptor);
    },
  };
}

async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const from = offset;
    offset += await new Promise<number>((resolve, reject) => {
      write(descriptor, bytes, from, bytes.length - from, null, (error, written) => {
        if (error) reject(error);
        else resolve(written);
      });
    });
  }
}

function syncData(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptor, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
