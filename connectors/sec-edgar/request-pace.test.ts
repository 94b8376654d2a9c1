import { describe, expect, test } from 'vitest';
import { createRequestPace } from './request-pace.ts';

describe('the pace of requests', () => {
  test('no second holds more than the limit', async () => {
    const pace = createRequestPace(50);
    const began = performance.now();
    const at: number[] = [];
    await Promise.all(
      Array.from({ length: 11 }, async () => {
        await pace();
        at.push(performance.now() - began);
      }),
    );
    expect(at).toHaveLength(11);
    // Ten gaps of 20 ms; a timer may fire a millisecond early.
    expect(at.at(-1)).toBeGreaterThanOrEqual(190);
  });

  test('a caller who gives up stops waiting, with its own reason', async () => {
    const pace = createRequestPace(0.001);
    await pace();
    const reason = new Error('cancelled');
    const controller = new AbortController();
    const waiting = pace(controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(pace(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
