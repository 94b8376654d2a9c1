import { setTimeout as delay } from 'node:timers/promises';
import type { ReaderStream } from './reader-stream.ts';

/** A comment whenever the reader was sent nothing for so long, whatever happens to others, until the signal aborts. */
export async function sendHeartbeats(
  out: Pick<ReaderStream, 'write' | 'quietMs'>,
  heartbeatMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const restMs = heartbeatMs - out.quietMs();
    if (restMs <= 0) await out.write(': heartbeat\n\n');
    else await delay(restMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
