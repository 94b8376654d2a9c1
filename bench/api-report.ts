import type { ApiBench } from './api.ts';
import { percent, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function apiReport(bench: ApiBench, targets: readonly Target[]): readonly string[] {
  const { perSecond, cpuMs, connections, limit, rounds, share } = bench;
  return [
    '',
    `GET /v1/orders?limit=${limit}, ${connections} connections, median of ${rounds} windows   ${perSecond.product.toFixed(0)} a second, ${cpuMs.product.toFixed(2)} ms of CPU each`,
    `a bare Hono route with the same query   ${perSecond.bare.toFixed(0)} a second, ${cpuMs.bare.toFixed(2)} ms   share ${percent(share)}`,
    '',
    ...targets.map(targetLine),
  ];
}
