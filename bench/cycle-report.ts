import type { CycleBench } from './cycle.ts';
import { activityLines, ms, percent, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function cycleReport(bench: CycleBench, targets: readonly Target[]): readonly string[] {
  const { medianMs, order, workflowTasks } = bench;
  const activities = bench.stages.reduce((sum, width) => sum + width, 0);
  return [
    '',
    `cycle on 4 symbols with one order, median of ${bench.rounds}   ${ms(medianMs.cycle)}`,
    `no-op, ${activities} activities of the same shape (${bench.stages.join(' ')})   ${ms(medianMs.noop)}   ratio ${bench.ratio.toFixed(2)}`,
    `no-op, ${activities} activities in sequence   ${ms(medianMs.noopInSequence)}   ratio ${bench.ratioInSequence.toFixed(2)}`,
    `its order: ${ms(order.medianMs)}, ${percent(order.share)} of the cycle; the sandbox takes ${ms(order.fillMs)} of it to fill`,
    ...(bench.discarded === 0
      ? []
      : [`${bench.discarded} cycles did not fill exactly one order and were run again`]),
    '',
    ...activityLines(bench.activities),
    `workflow tasks, cycle and order: ${workflowTasks.count}, ${ms(workflowTasks.waitMs)} until started, ${ms(workflowTasks.workMs)} in the worker, summed`,
    '',
    'symbols   events    bytes   events and bytes of the order   requests to the broker',
    ...bench.sizes.map(
      (size) =>
        `${String(size.symbols).padStart(7)} ${String(size.events).padStart(8)} ${String(size.bytes).padStart(8)} ${`${size.orderEvents}, ${size.orderBytes}`.padStart(31)} ${String(size.requests).padStart(24)}`,
    ),
    ...(bench.sizes.at(-1)?.requestPaths.map((path) => `          ${path}`) ?? []),
    '',
    ...targets.map(targetLine),
  ];
}
