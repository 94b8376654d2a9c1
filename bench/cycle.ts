import { startBaselines } from './baseline/baselines.ts';
import { type RunRecord, readRun } from './history.ts';
import { median } from './median.ts';
import { pauseReconciliation } from './pause-reconciliation.ts';
import { inSequence, shapeOf } from './shape.ts';
import { measureSize, type SizeOfCycle } from './size-of-cycle.ts';
import { startStack } from './stack.ts';
import {
  type ActivityTimes,
  activityTimes,
  orderTimes,
  type WorkflowTaskTimes,
  workflowTaskTimes,
} from './step-times.ts';
import { createTrader, symbolsOf, type TradedCycle } from './trader.ts';

const WARM_UPS = 5;
const SYMBOLS = 4;
const SYMBOLS_FEW = 1;
const SYMBOLS_MANY = 100;

export interface CycleBench {
  readonly rounds: number;
  /** Cycles that did anything but one filled order without drift, and were run again. */
  readonly discarded: number;
  /** Activities side by side, stage after stage, as the real cycle and its order run them. */
  readonly stages: readonly number[];
  readonly medianMs: { readonly noop: number; readonly noopInSequence: number; readonly cycle: number };
  readonly ratio: number;
  readonly ratioInSequence: number;
  readonly activities: readonly ActivityTimes[];
  readonly workflowTasks: WorkflowTaskTimes;
  /** The order's child workflow, and the sandbox's own time in it from the order to the fill. */
  readonly order: { readonly medianMs: number; readonly share: number; readonly fillMs: number };
  readonly sizes: readonly SizeOfCycle[];
}

/**
 * The real cycle against a no-op workflow with as many activities of the same shape, alternating on one server.
 * @param tell hears what happens, line by line
 */
export async function benchCycle(options: {
  readonly rounds: number;
  readonly nodeArgs: readonly string[];
  /** Is given what the measured cycles' histories tell. */
  readonly keep?: (records: readonly RunRecord[]) => void;
  readonly tell: (line: string) => void;
}): Promise<CycleBench> {
  const { rounds, nodeArgs, keep, tell } = options;
  tell('starting PostgreSQL, Temporal, NATS, the sandbox and the workers');
  const stack = await startStack({ nodeArgs });
  try {
    await pauseReconciliation(stack.client);
    const baselines = await startBaselines(stack, 'cycle');
    const trader = await createTrader(stack, 'four', await symbolsOf(stack, SYMBOLS));

    tell(`warming up: ${WARM_UPS} of each`);
    const warm: TradedCycle[] = [];
    for (let turn = 0; turn < WARM_UPS; turn += 1) warm.push(await trader.trade());
    const stages = shapeOf(await readRun(stack.client, warm.at(-1)?.workflowId ?? ''));
    const noops = { noop: stages, noopInSequence: inSequence(stages) };
    for (let turn = 0; turn < WARM_UPS; turn += 1) {
      for (const [name, shape] of Object.entries(noops)) await baselines.noop(shape, `warm-${name}-${turn}`);
    }

    tell(`measuring: ${rounds} rounds`);
    const took = { noop: [] as number[], noopInSequence: [] as number[], cycle: [] as number[] };
    const traded: TradedCycle[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const turns = [
        async () => took.noop.push(await baselines.noop(noops.noop, `round-${round}`)),
        async () => {
          const cycle = await trader.trade();
          traded.push(cycle);
          took.cycle.push(cycle.ms);
        },
        async () =>
          took.noopInSequence.push(await baselines.noop(noops.noopInSequence, `round-in-sequence-${round}`)),
      ];
      // Each goes first, second and third in turn, so that none always runs on what another left behind.
      for (const index of turns.keys()) await turns[(index + round) % turns.length]?.();
    }
    const discarded = trader.discarded();
    const records: RunRecord[] = [];
    const fillMs: number[] = [];
    for (const { workflowId, clientOrderId } of traded) {
      records.push(await readRun(stack.client, workflowId));
      fillMs.push(await trader.fillMs(clientOrderId));
    }

    keep?.(records);

    const sizes: SizeOfCycle[] = [];
    for (const count of [SYMBOLS_FEW, SYMBOLS, SYMBOLS_MANY]) {
      tell(`weighing a cycle on ${count === 1 ? '1 symbol' : `${count} symbols`}`);
      const one =
        count === SYMBOLS ? trader : await createTrader(stack, `${count}`, await symbolsOf(stack, count));
      sizes.push({ symbols: count, ...(await measureSize(stack, one)) });
    }
    const medianMs = {
      noop: median(took.noop),
      noopInSequence: median(took.noopInSequence),
      cycle: median(took.cycle),
    };
    const order = orderTimes(records);
    return {
      rounds,
      discarded,
      stages,
      medianMs,
      ratio: medianMs.cycle / medianMs.noop,
      ratioInSequence: medianMs.cycle / medianMs.noopInSequence,
      activities: activityTimes(records),
      workflowTasks: workflowTaskTimes(records),
      order: { ...order, fillMs: median(fillMs) },
      sizes,
    };
  } finally {
    await stack.stop();
  }
}
