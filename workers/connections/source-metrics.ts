import type { MetricMeter } from '@temporalio/common';
import type { ProcessFigures } from '../../db/queries/sources/source-figures.ts';
import type { BreakerState } from '../../domain/source-figures.ts';

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/**
 * Shows the figures of sources and caches beside Temporal's own metrics, as gauges of what a process has counted since
 * its start. `alphaflow_source_breaker`: 0 closed, 1 half open, 2 open.
 */
export function createSourceMetrics(meter: MetricMeter): (figures: ProcessFigures) => void {
  const gauge = (name: string, about: string) => meter.createGauge(`alphaflow_${name}`, 'int', '', about);
  const breaker = gauge('source_breaker', 'Breaker of a source: 0 closed, 1 half open, 2 open');
  const calls = gauge('source_calls', 'Calls to a source');
  const outages = gauge('source_outages', 'Outages of a source by kind');
  const opened = gauge('source_breaker_opened', 'How often the breaker of a source opened');
  const hits = gauge('cache_hits', 'Questions answered from a cache');
  const misses = gauge('cache_misses', 'Questions that a cache had to load');
  const bytes = gauge('cache_bytes', 'Bytes that a cache holds');
  return ({ sources, caches }) => {
    for (const one of sources) {
      const { source } = one;
      breaker.set(BREAKER[one.breaker], { source });
      calls.set(one.calls, { source });
      opened.set(one.opened, { source });
      for (const [kind, count] of Object.entries(one.outages)) outages.set(count, { source, kind });
    }
    for (const { source, name: cache, ...counted } of caches) {
      hits.set(counted.hits, { source, cache });
      misses.set(counted.misses, { source, cache });
      if (counted.bytes !== undefined) bytes.set(counted.bytes, { source, cache });
    }
  };
}
