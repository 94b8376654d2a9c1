import type { Snapshot, Timestamp } from './market.ts';

/** A market time stamp further ahead of the broker's clock than this is wrong, and does not move the moment. */
const AHEAD_MS_MAX = 5 * 60_000;

/**
 * The moment at which a cycle knew what it knew: the broker's clock, or the newest quote or trade that arrived after
 * the clock was read, if that is later. What is stamped later than this was not known.
 */
export function momentOfKnowledge(
  brokerTime: Timestamp,
  snapshots: Readonly<Record<string, Snapshot>>,
): Timestamp {
  const clockMs = Date.parse(brokerTime);
  let latestMs = clockMs;
  for (const { quote, lastTrade } of Object.values(snapshots)) {
    for (const at of [quote?.at, lastTrade?.at]) {
      const atMs = at === undefined ? Number.NaN : Date.parse(at);
      if (atMs > latestMs && atMs <= clockMs + AHEAD_MS_MAX) latestMs = atMs;
    }
  }
  return new Date(latestMs).toISOString();
}
