import type { Timestamp } from '../market.ts';

/**
 * Milliseconds by which our clock is ahead of the broker's at least (below zero: behind). The broker told its time at
 * some moment between our asking and its answer; any time of that span counts as agreement.
 */
export function clockSkewMs(seen: {
  readonly brokerTime: Timestamp;
  readonly askedAt: Timestamp;
  readonly answeredAt: Timestamp;
}): number {
  const broker = Date.parse(seen.brokerTime);
  const [asked, answered] = [Date.parse(seen.askedAt), Date.parse(seen.answeredAt)];
  if (broker < asked) return asked - broker;
  return broker > answered ? answered - broker : Number.isNaN(broker) ? NaN : 0;
}
