const WINDOW_MS = 60_000;

export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds at which the window ends. */
  readonly resetAt: number;
}

/** Counts calls by key in fixed windows of one real minute. `limit` 0 lifts it. */
export function createRateLimit(limit: number, wall: () => number): (key: string) => Allowance {
  let window = -1;
  let used = new Map<string, number>();
  return (key) => {
    const current = Math.floor(wall() / WINDOW_MS);
    if (current !== window) {
      window = current;
      used = new Map();
    }
    const count = (used.get(key) ?? 0) + 1;
    used.set(key, count);
    const resetAt = ((current + 1) * WINDOW_MS) / 1000;
    if (limit === 0) return { allowed: true, limit: 1_000_000, remaining: 1_000_000, resetAt };
    return { allowed: count <= limit, limit, remaining: Math.max(0, limit - count), resetAt };
  };
}
