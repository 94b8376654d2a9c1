import type { CycleBench } from './cycle.ts';
import type { Target } from './targets.ts';

/** The benchmark for a person. */
export function reportLines(bench: CycleBench, targets: readonly Target[]): readonly string[] {
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
    'activity              median    until started    in the worker',
    ...bench.activities.map(
      (one) =>
        `${one.name.padEnd(20)} ${ms(one.medianMs).padStart(9)} ${ms(one.waitMs).padStart(13)} ${ms(one.workMs).padStart(16)}`,
    ),
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

/** "ok" or "MISSED", the value and its limit. */
export function targetLine({ what, value, limit, met }: Target): string {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return `${met ? 'ok    ' : 'MISSED'} ${what}: ${shown}, at most ${limit}`;
}

const ms = (value: number) => `${value.toFixed(1)} ms`;
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
