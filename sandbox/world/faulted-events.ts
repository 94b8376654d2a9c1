import type { StreamFaults, StreamSystem } from './stream-fault.ts';

/** Takes one event of a stream and gives what is to be sent for it, in order, as the faults want it. */
export type FaultedEvents<T> = (event: T) => readonly T[];

/** One for each connection: an event that is reordered is held until the next one has gone out. */
export function createFaultedEvents<T>(faults: StreamFaults, system: StreamSystem): FaultedEvents<T> {
  let held: readonly T[] = [];
  return (event) => {
    const effect = faults.take(system);
    if (effect === 'lose-event' || effect === 'silence') return [];
    if (effect === 'reorder-events') {
      held = [...held, event];
      return [];
    }
    const sent = effect === 'duplicate-event' ? [event, event, ...held] : [event, ...held];
    held = [];
    return sent;
  };
}
