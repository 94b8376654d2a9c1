/** How a market stream stands, by our own clock; milliseconds. */
export interface StreamStanding {
  /** Since when it has not been connected; undefined while it is. */
  readonly disconnectedForMs: number | undefined;
  /** Since anything came, or since the connection was made. */
  readonly silentForMs: number;
}

/** A connection is made again within seconds; only what takes longer is told. */
export const RECONNECT_GRACE_MS = 5_000;
/** What is quiet for longer may be a silent market, or a dead stream on a live socket. */
export const SILENCE_MS = 10_000;

/**
 * Whether it must be found out if the stream still brings what happens. Silence alone proves nothing: shares that
 * nobody trades are silent too.
 */
export function streamDoubt({ disconnectedForMs, silentForMs }: StreamStanding): StaleReason | undefined {
  if (disconnectedForMs !== undefined) {
    return disconnectedForMs >= RECONNECT_GRACE_MS ? 'disconnected' : undefined;
  }
  return silentForMs >= SILENCE_MS ? 'silent' : undefined;
}

export const STALE_REASONS = ['disconnected', 'silent'] as const;
export type StaleReason = (typeof STALE_REASONS)[number];
