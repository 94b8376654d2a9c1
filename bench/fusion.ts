import type { companyDocuments } from '../workflows/company-documents.ts';
import { TASK_QUEUES } from '../workflows/messages.ts';
import { type RunRecord, readRun } from './history.ts';
import { median } from './median.ts';
import { payloadBytesOf } from './payload-bytes.ts';
import { quietRequests } from './size-of-cycle.ts';
import { type Stack, startStack } from './stack.ts';
import { createTrader, symbolsOf, type Trader } from './trader.ts';

const FEW = 4;
const MANY = 100;
const WARM_UPS = 3;
const ATTEMPTS_MAX = 5;
const STEPS = ['fetchMarketData', 'fetchReferenceData', 'fuse', 'analyse'] as const;
/** The accounts are watched by the clock, whatever is fetched: that is not counted. */
const BROKER = 'alpaca-trading';

/** One universe's cycles: what is fetched and fused for it. */
export interface FusionSize {
  readonly symbols: number;
  /** The whole of the first cycle, on empty stores. */
  readonly firstMs: number;
  /** Medians from the first question to the sources to the stored views, and of the two parts of it. */
  readonly medianMs: number;
  readonly fetchMs: number;
  readonly fuseMs: number;
  readonly analyseMs: number;
  /** The largest of all rounds: the cycle's own history, and its payloads. */
  readonly events: number;
  readonly bytes: number;
  readonly payloadBytes: number;
  /** To the sources of market and reference data, of one more cycle. */
  readonly requests: number;
  readonly requestPaths: readonly string[];
}

export interface FusionBench {
  readonly rounds: number;
  readonly few: FusionSize;
  readonly many: FusionSize;
  /** How long the filings and figures of the larger universe took to be read, once, at the SEC's pace. */
  readonly documentsMs: number;
}

/** Fetching and fusing for a hundred symbols against four, alternating on one server. */
export async function benchFusion(options: {
  readonly rounds: number;
  readonly nodeArgs: readonly string[];
  readonly keep?: (records: readonly RunRecord[]) => void;
  readonly tell: (line: string) => void;
}): Promise<FusionBench> {
  const { rounds, nodeArgs, keep, tell } = options;
  tell('starting PostgreSQL, Temporal, NATS, the sandbox and the workers');
  const stack = await startStack({ nodeArgs });
  try {
    const few = await openSide(stack, FEW);
    const many = await openSide(stack, MANY);
    // What runs by the clock would be counted in whichever round it falls.
    for (const schedule of ['reconciliation', 'company-documents']) {
      await stack.client.schedule.getHandle(schedule).pause('a benchmark runs');
    }
    tell('reading what the companies have filed, at the pace of the SEC');
    const startedAt = performance.now();
    await stack.client.workflow.execute<typeof companyDocuments>('companyDocuments', {
      workflowId: 'company-documents:bench',
      taskQueue: TASK_QUEUES.cycle,
    });
    const documentsMs = performance.now() - startedAt;
    tell(`warming up: ${WARM_UPS} of each`);
    for (let turn = 0; turn < WARM_UPS; turn += 1) {
      await few.trader.trade();
      await many.trader.trade();
    }
    tell(`measuring: ${rounds} rounds`);
    for (let round = 0; round < rounds; round += 1) {
      const turns = round % 2 === 0 ? [few, many] : [many, few];
      for (const side of turns) await measure(stack, side);
    }
    const result = { rounds, few: await sizeOf(stack, few), many: await sizeOf(stack, many), documentsMs };
    keep?.([...few.records, ...many.records]);
    return result;
  } finally {
    await stack.stop();
  }
}

interface Side {
  readonly symbols: number;
  readonly trader: Trader;
  readonly firstMs: number;
  readonly records: RunRecord[];
}

async function openSide(stack: Stack, symbols: number): Promise<Side> {
  const trader = await createTrader(stack, `${symbols}`, await symbolsOf(stack, symbols));
  const { ms: firstMs } = await trader.trade();
  return { symbols, trader, firstMs, records: [] };
}

/** Runs a cycle of which every source's activity came to its end at its first attempt. @throws after a few */
async function measure(stack: Stack, side: Side): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const run = await readRun(stack.client, (await side.trader.trade()).workflowId);
    if (!STEPS.every((name) => run.activities.some((activity) => activity.name === name))) continue;
    side.records.push(run);
    return;
  }
  throw new Error(`none of ${ATTEMPTS_MAX} cycles on ${side.symbols} symbols read every source`);
}

async function sizeOf(stack: Stack, side: Side): Promise<FusionSize> {
  let payloadBytes = 0;
  for (const { workflowId } of side.records) {
    payloadBytes = Math.max(payloadBytes, await payloadBytesOf(stack.client, workflowId));
  }
  await quietRequests(stack);
  await stack.sandbox.resetRequests();
  await side.trader.trade();
  const requests = (await quietRequests(stack)).requests.filter(({ system }) => system !== BROKER);
  const spans = side.records.map(spanMs);
  return {
    symbols: side.symbols,
    firstMs: side.firstMs,
    medianMs: median(spans.map(({ allMs }) => allMs)),
    fetchMs: median(spans.map(({ fetchMs }) => fetchMs)),
    fuseMs: median(spans.map(({ fuseMs }) => fuseMs)),
    analyseMs: median(spans.map(({ analyseMs }) => analyseMs)),
    events: Math.max(...side.records.map(({ events }) => events)),
    bytes: Math.max(...side.records.map(({ bytes }) => bytes)),
    payloadBytes,
    requests: requests.reduce((sum, { count }) => sum + count, 0),
    requestPaths: requests.map(
      ({ method, path, count }) => `${method} ${path}${count === 1 ? '' : ` ×${count}`}`,
    ),
  };
}

/** From the first fetching activity's asking to the end of fusing; milliseconds. */
function spanMs(run: RunRecord) {
  const of = (name: (typeof STEPS)[number]) => {
    const found = run.activities.find((activity) => activity.name === name);
    if (found === undefined) throw new Error(`${run.workflowId} has no ${name}`);
    return found;
  };
  const [market, reference, fuse, analyse] = [
    of('fetchMarketData'),
    of('fetchReferenceData'),
    of('fuse'),
    of('analyse'),
  ];
  const startedAt = Math.min(market.scheduledAt, reference.scheduledAt);
  return {
    allMs: fuse.endedAt - startedAt,
    fetchMs: Math.max(market.endedAt, reference.endedAt) - startedAt,
    fuseMs: fuse.endedAt - fuse.scheduledAt,
    analyseMs: analyse.endedAt - analyse.scheduledAt,
  };
}
