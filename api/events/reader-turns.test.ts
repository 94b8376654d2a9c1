import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createReaderTurns } from './reader-turns.ts';

test('serves readers in turn, and leaves rounds of the event loop to others however much they have to send', async () => {
  const turns = createReaderTurns();
  const sent: number[] = [];
  const over = new AbortController();
  const readers = Array.from({ length: 100 }, async (_, reader) => {
    while (!over.signal.aborted) {
      await turns.next();
      sent.push(reader);
    }
  });
  let most = 0;
  for (let round = 0; round < 40; round += 1) {
    const before = sent.length;
    await nextRound();
    most = Math.max(most, sent.length - before);
  }
  over.abort();
  await Promise.all(readers);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(100);
  const times = Array.from({ length: 100 }, (_, reader) => sent.filter((one) => one === reader).length);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
});
