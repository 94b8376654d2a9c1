import type { Meter } from '../telemetry/metrics.ts';
import type { DatabaseWatch } from './database-watch.ts';

export const QUERY_SECONDS = 'alphaflow_db_query_seconds';
/** Upper bounds of its buckets. */
export const QUERY_SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15];

/**
 * Counts the time of each statement by its name, and those that are slow. Gives what sets the gauges of the pool:
 * `alphaflow_db_pool` by state, to be called every few seconds.
 */
export function meterDatabase(watch: DatabaseWatch, meter: Meter): () => void {
  const seconds = meter.createHistogram(QUERY_SECONDS, 'float', 's', 'Time of a SQL statement by its name');
  const slow = meter.createCounter('alphaflow_db_slow_queries', '', 'SQL statements over 250 ms by name');
  const pool = meter.createGauge('alphaflow_db_pool', 'int', '', 'Connections by state, and callers waiting');
  watch.listen((query, ms, isSlow) => {
    seconds.record(ms / 1_000, { query });
    if (isSlow) slow.add(1, { query });
  });
  return () => {
    for (const [state, count] of Object.entries(watch.pool())) pool.set(count, { state });
  };
}
