import type { StreamFaults } from '../../world/stream-fault.ts';
import type { TradeUpdate } from '../matching/bookkeeper.ts';

/** How long an event that is to come late waits for the one that overtakes it. */
const LATE_MS = 1000;

/**
 * Hands updates to `deliver` as the faults on `trade-updates` want it. A reordered event goes out after the next
 * one, or a second late when no other follows.
 */
export function createFaultedUpdates(
  faults: StreamFaults,
  deliver: (update: TradeUpdate) => void,
): (update: TradeUpdate) => void {
  let held: TradeUpdate | undefined;
  const release = (): void => {
    const late = held;
    held = undefined;
    if (late) deliver(late);
  };
  return (update) => {
    const effect = faults.take('trade-updates');
    if (effect === 'silence' || effect === 'lose-event') return;
    if (effect === 'reorder-events' && !held) {
      held = update;
      setTimeout(release, LATE_MS).unref();
      return;
    }
    deliver(update);
    if (effect === 'duplicate-event') deliver(update);
    release();
  };
}
