import { LRUCache } from 'lru-cache';
import type { SharedLimit, Standing } from './shared-limit.ts';

/** How many counts are fetched at once: a hundredth of the limit. */
const LEASES = 100;
const KEYS_MAX = 10_000;

interface Lease {
  left: number;
  readonly beyond: number;
  readonly endsAtMs: number;
}

/**
 * A shared limit for what happens often: counts are leased from it in small blocks and handed out here, so that a
 * request writes nothing, and never more than the limit is let through however many processes there are. What a block
 * has left when its time is over is lost.
 */
export function leasedLimit(limit: SharedLimit, nowMs: () => number = Date.now) {
  const block = Math.max(1, Math.floor(limit.terms.points / LEASES));
  const leases = new LRUCache<string, Lease>({ max: KEYS_MAX });
  const fetching = new Map<string, Promise<Standing>>();

  const fetchLease = async (key: string): Promise<Standing> => {
    const standing = await limit.take(key, block);
    const left = standing.allowed ? block : 0;
    leases.set(key, { left, beyond: standing.remaining, endsAtMs: nowMs() + standing.resetMs });
    return standing;
  };

  const fetchOnce = (key: string): Promise<Standing> => {
    const under = fetchLease(key).finally(() => fetching.delete(key));
    fetching.set(key, under);
    return under;
  };

  return async (key: string): Promise<Standing> => {
    for (;;) {
      const lease = leases.get(key);
      const resetMs = lease === undefined ? 0 : lease.endsAtMs - nowMs();
      if (lease !== undefined && resetMs > 0) {
        if (lease.left > 0) {
          lease.left -= 1;
          return { allowed: true, remaining: lease.left + lease.beyond, resetMs };
        }
        if (lease.beyond < block) return { allowed: false, remaining: 0, resetMs };
      }
      await (fetching.get(key) ?? fetchOnce(key));
    }
  };
}
