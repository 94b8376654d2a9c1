import { startBaselines } from './baseline/baselines.ts';
import type { RunRecord } from './history.ts';
import { measureLatency, type OrderLatency } from './order-latency.ts';
import { measureRate, type OrderRate } from './order-rate.ts';
import { pauseReconciliation } from './pause-reconciliation.ts';
import { startProductOrders } from './product-orders.ts';
import { ms } from './report-lines.ts';
import { measureSizeOfOrder, type SizeOfOrder } from './size-of-order.ts';
import { startStack } from './stack.ts';
import { COUNTING_ARGS, createStatementCounter } from './statements.ts';
import {
  type ActivityTimes,
  activityTimes,
  type WorkflowTaskTimes,
  workflowTaskTimes,
} from './step-times.ts';
import { symbolsOf } from './trader.ts';

const WARM_UPS = 10;
const SYMBOLS = 8;
/** A fraction of a share, so that the account's dollars last. */
const QTY = '0.1';
const ACCOUNTS = 4;
const CONCURRENCY = 16;
const WINDOWS = 3;
const RUNS = 200;

export interface OrderBench {
  readonly latency: Omit<OrderLatency, 'records'>;
  readonly activities: readonly ActivityTimes[];
  readonly workflowTasks: WorkflowTaskTimes;
  readonly rate: OrderRate;
  readonly size: SizeOfOrder;
}

/**
 * Orders by hand through the API against the least that could place them durably, alternating on one server. The
 * sandbox's rate limit and the account's counts and shares are lifted; every rule is asked all the same.
 * @param tell hears what happens, line by line
 */
export async function benchOrder(options: {
  readonly rounds: number;
  readonly nodeArgs: readonly string[];
  /** Is given what the measured orders' histories tell. */
  readonly keep?: (records: readonly RunRecord[]) => void;
  readonly tell: (line: string) => void;
}): Promise<OrderBench> {
  const { rounds, nodeArgs, keep, tell } = options;
  tell('starting PostgreSQL, Temporal, NATS, the sandbox, the workers and the API');
  const stack = await startStack({ nodeArgs, postgresArgs: COUNTING_ARGS });
  try {
    await pauseReconciliation(stack.client);
    const baselines = await startBaselines(stack, 'orders');
    const orders = await startProductOrders(stack);
    const parts = { orders, baselines };
    const symbols = await symbolsOf(stack, SYMBOLS);
    const { id: accountId } = await stack.openAccount('latency');
    const accountIds: string[] = [];
    for (let account = 0; account < ACCOUNTS; account += 1) {
      accountIds.push((await stack.openAccount(`rate-${account}`)).id);
    }

    tell(`warming up: ${WARM_UPS} of each`);
    const one = { accountId, symbols, qty: QTY };
    await measureLatency(stack, parts, { ...one, name: 'warm', rounds: WARM_UPS });
    tell(`from the request to the broker's acceptance: ${rounds} rounds`);
    const { records, ...latency } = await measureLatency(stack, parts, { ...one, name: 'measured', rounds });
    keep?.(records);
    const { product, bare } = latency.medianMs;
    tell(`  ${ms(product)} against ${ms(bare)}, ratio ${latency.ratio.toFixed(2)}`);

    const counter = await createStatementCounter(stack.db);
    tell('weighing an order');
    const size = await measureSizeOfOrder(
      stack,
      { orders, counter },
      { accountId, symbol: symbols[0] ?? '', qty: QTY },
    );

    tell(`  ${size.statements.toFixed(1)} statements, ${size.requests} requests, ${size.events} events`);

    tell(`orders a second: ${WINDOWS} windows of ${RUNS}, ${CONCURRENCY} at once`);
    const many = { accountIds, symbols, qty: QTY, concurrency: CONCURRENCY };
    const rate = await measureRate(stack, parts, { ...many, windows: WINDOWS, runs: RUNS });
    return {
      latency,
      activities: activityTimes(records),
      workflowTasks: workflowTaskTimes(records),
      rate,
      size,
    };
  } finally {
    await stack.stop();
  }
}
