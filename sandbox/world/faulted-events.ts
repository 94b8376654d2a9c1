import type { StreamFaults, StreamSystem } from './stream-fault.ts';

/** How long an event that is to come late waits for the one that overtakes it, real ms. */
export const LATE_MS = 1000;

/**
 * Hands the events of a stream to `deliver` as the faults want it. A reordered event goes out after the next one, so
 * that the two change places, or late when no other follows.
 */
export function createFaultedEvents<T>(
  faults: StreamFaults,
  system: StreamSystem,
  deliver: (event: T) => void,
): (event: T) => void {
  let held: { readonly event: T } | undefined;
  const release = (): void => {
    const late = held;
    held = undefined;
    if (late) deliver(late.event);
  };
  return (event) => {
    const effect = faults.take(system);
    if (effect === 'silence' || effect === 'lose-event') return;
    if (effect === 'reorder-events' && !held) {
      const late = { event };
      held = late;
      setTimeout(() => {
        if (held === late) release();
      }, LATE_MS).unref();
      return;
    }
    deliver(event);
    if (effect === 'duplicate-event') deliver(event);
    release();
  };
}
