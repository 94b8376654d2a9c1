import { expect, test } from 'vitest';
import { sendHeartbeats } from './send-heartbeats.ts';

test('a reader hears something again once nothing was written for so long, and not before', async () => {
  const stop = new AbortController();
  let writtenAt = performance.now();
  const pauses: number[] = [];
  const sending = sendHeartbeats(
    {
      quietMs: () => performance.now() - writtenAt,
      write: async () => {
        pauses.push(performance.now() - writtenAt);
        writtenAt = performance.now();
        if (pauses.length === 3) stop.abort();
        await Promise.resolve();
      },
    },
    20,
    stop.signal,
  );
  setTimeout(() => {
    writtenAt = performance.now();
  }, 10);
  await sending;
  expect(pauses).toHaveLength(3);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(20);
});
