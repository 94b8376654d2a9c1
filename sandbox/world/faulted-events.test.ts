import { describe, expect, it } from 'vitest';
import { createFaultedEvents } from './faulted-events.ts';
import type { StreamEffect } from './stream-fault.ts';

function send(effects: readonly (StreamEffect | undefined)[]): readonly number[] {
  const left = [...effects];
  const faulted = createFaultedEvents<number>(
    { take: () => left.shift(), onDrop: () => () => undefined },
    'market-stream',
  );
  return effects.flatMap((_effect, place) => faulted(place + 1));
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
  ] as const)('%j sends %j', (effects, sent) => {
    expect(send(effects)).toEqual(sent);
  });
});
