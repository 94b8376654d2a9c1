import { setTimeout as delay } from 'node:timers/promises';
import type { CountedRequests } from '../tests/support/sandbox-control.ts';
import { readRun } from './history.ts';
import { median } from './median.ts';
import type { Stack } from './stack.ts';
import type { Trader } from './trader.ts';

const WARM_UPS = 2;
const CYCLES = 5;
const QUIET_MS = 300;
const ATTEMPTS_MAX = 5;
const BROKER = new Set(['alpaca-trading', 'alpaca-data']);

/** The largest of a few cycles with one order each. */
export interface SizeOfCycle {
  readonly symbols: number;
  readonly ms: number;
  /** The history of the cycle itself. */
  readonly events: number;
  readonly bytes: number;
  /** The history of its order. */
  readonly orderEvents: number;
  readonly orderBytes: number;
  /**
   * To the broker, trading and market data, until all is quiet after the cycle's end: the median, for into some of the
   * cycles falls a look at the accounts, which comes by the clock.
   */
  readonly requests: number;
  readonly requestPaths: readonly string[];
}

export async function measureSize(stack: Stack, trader: Trader): Promise<Omit<SizeOfCycle, 'symbols'>> {
  for (let turn = 0; turn < WARM_UPS; turn += 1) await trader.trade();
  const all: Omit<SizeOfCycle, 'symbols'>[] = [];
  for (let turn = 0; turn < CYCLES; turn += 1) all.push(await measureOne(stack, trader));
  const largest = (of: 'ms' | 'events' | 'bytes' | 'orderEvents' | 'orderBytes') =>
    Math.max(...all.map((one) => one[of]));
  const requests = median(all.map((one) => one.requests));
  return {
    ms: largest('ms'),
    events: largest('events'),
    bytes: largest('bytes'),
    orderEvents: largest('orderEvents'),
    orderBytes: largest('orderBytes'),
    requests,
    requestPaths: all.find((one) => one.requests === requests)?.requestPaths ?? [],
  };
}

async function measureOne(
  stack: Stack,
  trader: Trader,
  attempts = ATTEMPTS_MAX,
): Promise<Omit<SizeOfCycle, 'symbols'>> {
  if (attempts === 0) throw new Error('no cycle filled one order without drift');
  await quietRequests(stack);
  await stack.sandbox.resetRequests();
  const traded = await trader.cycle();
  const { requests } = await quietRequests(stack);
  if (traded === undefined) return measureOne(stack, trader, attempts - 1);
  const { workflowId, ms } = traded;
  const run = await readRun(stack.client, workflowId);
  const toBroker = requests.filter(({ system }) => BROKER.has(system));
  return {
    ms,
    events: run.events,
    bytes: run.bytes,
    orderEvents: sum(run.children.map(({ record }) => record.events)),
    orderBytes: sum(run.children.map(({ record }) => record.bytes)),
    requests: sum(toBroker.map(({ count }) => count)),
    requestPaths: toBroker.map(
      ({ method, path, count }) => `${method} ${path}${count === 1 ? '' : ` ×${count}`}`,
    ),
  };
}

/** The sandbox's counters, once they stand still. */
export async function quietRequests(stack: Stack): Promise<CountedRequests> {
  let seen = await stack.sandbox.requests();
  for (;;) {
    await delay(QUIET_MS);
    const again = await stack.sandbox.requests();
    if (again.total === seen.total) return again;
    seen = again;
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
