import type { EventsBench, Latency } from './events.ts';
import { ms, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The result for a person. */
export function eventsReport(bench: EventsBench, targets: readonly Target[]): readonly string[] {
  const line = (what: string, { medianMs, p99Ms }: Latency) =>
    `${what.padEnd(44)} ${ms(medianMs).padStart(10)} ${ms(p99Ms).padStart(10)}`;
  return [
    `${bench.rounds} rounds                                          median       99th`,
    line('broker’s match to the reader', bench.brokerToReader),
    line('commit of an event to the reader', bench.commitToReader),
    line('the same right after 3,000 large events', bench.afterFlood),
    line(`and beside ${bench.slowReaders} slow readers of them`, bench.besideSlowReaders),
    line('bare NATS, publish to subscriber', bench.bareNats),
    `${bench.slowReaders} slow readers cost the API ${bench.slowReadersMiB.toFixed(1)} MiB`,
    ...targets.map(targetLine),
  ];
}
