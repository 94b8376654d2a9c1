import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFaultedEvents, LATE_MS } from './faulted-events.ts';
import type { StreamEffect } from './stream-fault.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sends the events 1, 2, … with these effects; gives the list that grows with what is delivered. */
function send(effects: readonly (StreamEffect | undefined)[]): readonly number[] {
  const left = [...effects];
  const delivered: number[] = [];
  const faulted = createFaultedEvents<number>(
    { take: () => left.shift(), onDrop: () => () => undefined },
    'market-stream',
    (event) => delivered.push(event),
  );
  for (const place of effects.keys()) faulted(place + 1);
  return delivered;
}

describe('stream faults', () => {
  it.each([
    [
      [undefined, undefined],
      [1, 2],
    ],
    [
      [undefined, 'duplicate-event', undefined],
      [1, 2, 2, 3],
    ],
    [
      [undefined, 'lose-event', undefined],
      [1, 3],
    ],
    [['silence', 'silence', undefined], [3]],
    [
      ['reorder-events', undefined, undefined],
      [2, 1, 3],
    ],
    [
      ['reorder-events', 'reorder-events', 'reorder-events', 'reorder-events'],
      [2, 1, 4, 3],
    ],
  ] as const)('%j sends %j', (effects, sent) => {
    expect(send(effects)).toEqual(sent);
  });

  it('sends the last of a reordered stream late, and loses none', () => {
    const delivered = send(['reorder-events', 'reorder-events', 'reorder-events']);
    expect(delivered).toEqual([2, 1]);
    vi.advanceTimersByTime(LATE_MS - 1);
    expect(delivered).toEqual([2, 1]);
    vi.advanceTimersByTime(1);
    expect(delivered).toEqual([2, 1, 3]);
  });
});
