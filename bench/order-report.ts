import type { OrderBench } from './order.ts';
import { activityLines, ms, percent, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function orderReport(
  { latency, activities, workflowTasks, rate, size }: OrderBench,
  targets: readonly Target[],
): readonly string[] {
  const { perSecond } = rate;
  return [
    '',
    `POST /v1/orders to accepted, median of ${latency.rounds}   ${ms(latency.medianMs.product)}`,
    `bare update-with-start, one activity, the same SDK   ${ms(latency.medianMs.bare)}   ratio ${latency.ratio.toFixed(2)}`,
    '',
    `orders through the API to the last booked fill, ${rate.concurrency} at once on ${rate.accounts} accounts, ${rate.windows} windows of ${rate.runs}   ${perSecond.product.toFixed(1)} a second (accepted: ${perSecond.acknowledged.toFixed(1)})`,
    `no-op of two activities, ${rate.concurrency} at once   ${perSecond.noop.toFixed(1)} a second   share ${percent(rate.share)}`,
    ...(latency.unknown + rate.unknown === 0
      ? []
      : [
          `answered 202, the outcome open, and settled later: ${latency.unknown} one at a time, ${rate.unknown} at once`,
        ]),
    'lifted: the sandbox’s limit of requests a minute; of risk the counts (orders a minute, a day, open), the',
    'shares of one and of three symbols and the duplicate window. Every rule is asked.',
    '',
    ...activityLines(activities),
    `workflow tasks of an order: ${workflowTasks.count}, ${ms(workflowTasks.waitMs)} until started, ${ms(workflowTasks.workMs)} in the worker, summed`,
    '',
    `one order, median of ${size.orders}: ${size.events} events, ${size.bytes} bytes of history, ${size.statements.toFixed(1)} SQL statements (begin and commit counted), ${size.requests} requests to the broker`,
    ...size.requestPaths.map((path) => `  ${path}`),
    '',
    ...targets.map(targetLine),
  ];
}
