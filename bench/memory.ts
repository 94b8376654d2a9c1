import { setTimeout as delay } from 'node:timers/promises';
import type { backfillBars } from '../workflows/backfill-bars.ts';
import { backfillWorkflowId, TASK_QUEUES } from '../workflows/messages.ts';
import { median } from './median.ts';
import { readMemory, watchMemory } from './process-memory.ts';
import { type Stack, startStack } from './stack.ts';
import { createTrader, symbolsOf } from './trader.ts';

const SYMBOLS = 500;
const INVENTED = 450;
const SYMBOLS_A_WISH = 100;
const YEARS_MS = 2 * 365 * 86_400_000;
/** The worker has started everything, and nothing is to be done yet. */
const IDLE_MS = 5_000;

/** The worker's resident memory, MiB. */
export interface MemoryBench {
  readonly symbols: number;
  /** Daily bars in the store, a symbol's on average. */
  readonly barsPerSymbol: number;
  readonly rounds: number;
  readonly idleMiB: number;
  /** The largest while the first cycle ran, which fetches all bars, and its time. */
  readonly firstMiB: number;
  readonly firstMs: number;
  /** The largest while the workflow `backfillBars` brought two years of bars, and its time. */
  readonly backfillMiB: number;
  readonly backfillMs: number;
  /** Of the later cycles: the largest of all, and the median of their largest. */
  readonly laterMiB: number;
  readonly laterMedianMiB: number;
  readonly laterMedianMs: number;
  /** When all had been done for a while. */
  readonly afterMiB: number;
  /** The largest since the worker's start, by the kernel's own count; bundling the workflows is in it. */
  readonly peakMiB: number;
}

/**
 * What a worker holds while it brings two years of daily bars of 500 symbols into the store, and while it fetches,
 * fuses and decides on them; a cycle itself looks back 120 days.
 */
export async function benchMemory(options: {
  readonly rounds: number;
  readonly nodeArgs: readonly string[];
  readonly tell: (line: string) => void;
}): Promise<MemoryBench> {
  const { rounds, nodeArgs, tell } = options;
  tell('starting PostgreSQL, Temporal, NATS, the sandbox and the worker');
  const stack = await startStack({ nodeArgs, sandboxArgs: ['--invented', String(INVENTED)] });
  try {
    const symbols = await symbolsOf(stack, SYMBOLS);
    const trader = await createTrader(stack, 'memory', symbols);
    await delay(IDLE_MS);
    const pid = stack.workerPid();
    const idleMiB = (await readMemory(pid)).residentMiB;
    tell(`the first cycle on ${SYMBOLS} symbols, on an empty store`);
    const first = await watchMemory(pid, () => trader.trade());
    tell(`  ${first.largestMiB.toFixed(0)} MiB; two years of daily bars`);
    const startedAt = performance.now();
    const backfill = await watchMemory(pid, () => backfillYears(stack, trader.accountId, symbols));
    const backfillMs = performance.now() - startedAt;
    tell(`  ${backfill.largestMiB.toFixed(0)} MiB; ${rounds} cycles more`);
    const later: { readonly largestMiB: number; readonly ms: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { largestMiB, result } = await watchMemory(pid, () => trader.trade());
      later.push({ largestMiB, ms: result.ms });
    }
    await delay(IDLE_MS);
    const { residentMiB: afterMiB, peakMiB } = await readMemory(pid);
    return {
      symbols: SYMBOLS,
      barsPerSymbol: await barsPerSymbol(stack),
      rounds,
      idleMiB,
      firstMiB: first.largestMiB,
      firstMs: first.result.ms,
      backfillMiB: backfill.largestMiB,
      backfillMs,
      laterMiB: Math.max(...later.map(({ largestMiB }) => largestMiB)),
      laterMedianMiB: median(later.map(({ largestMiB }) => largestMiB)),
      laterMedianMs: median(later.map(({ ms }) => ms)),
      afterMiB,
      peakMiB,
    };
  } finally {
    await stack.stop();
  }
}

/** As `POST /v1/market/backfills` does it, so many symbols a wish. */
async function backfillYears({ client, db }: Stack, accountId: string, symbols: readonly string[]) {
  const { newest } = await db
    .selectFrom('bars')
    .select((eb) => eb.fn.max('start').as('newest'))
    .where('timeframe', '=', '1Day')
    .executeTakeFirstOrThrow();
  const until = newest.toISOString();
  const start = new Date(newest.getTime() - YEARS_MS).toISOString();
  for (let from = 0; from < symbols.length; from += SYMBOLS_A_WISH) {
    const wished = symbols.slice(from, from + SYMBOLS_A_WISH);
    await client.workflow.execute<typeof backfillBars>('backfillBars', {
      workflowId: backfillWorkflowId(accountId, `memory-${from}`),
      taskQueue: TASK_QUEUES.cycle,
      args: [{ wish: { accountId, symbols: wished, timeframe: '1Day', start, until } }],
    });
  }
}

async function barsPerSymbol({ db }: Stack): Promise<number> {
  const { count } = await db
    .selectFrom('bars')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('timeframe', '=', '1Day')
    .executeTakeFirstOrThrow();
  return Number(count) / SYMBOLS;
}
