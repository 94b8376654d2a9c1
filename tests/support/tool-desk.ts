import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createEvidenceStore, type EvidenceStore } from '../../activities/evidence-store.ts';
import { routeToolCall } from '../../activities/tools/route-tool-call.ts';
import type { ToolDeps } from '../../activities/tools/tool-place.ts';
import { readConfig } from '../../config/env.ts';
import type { ModelAnswer } from '../../domain/llm/model-answer.ts';
import { NO_USAGE } from '../../domain/llm/token-usage.ts';
import type { ToolCalled, ToolContext, ToolResult } from '../../domain/tools/tool.ts';
import { guardedMarketData } from '../../resilience/guarded-market-data.ts';
import { createSourceAccess } from '../../resilience/source-access.ts';
import { createLogger } from '../../telemetry/log.ts';
import { composeWork } from '../../workers/compose.ts';
import { createBrokers } from '../../workers/connections/brokers.ts';
import { referenceSources } from '../../workers/connections/reference-sources.ts';
import { NO_STORED_KEYS } from '../../workers/keys/key-ring.ts';
import { NO_STORED_KEY_USE } from '../../workers/keys/with-newest-key.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { anAccount, aStrategy } from './rows.ts';
import { type RunningSandbox, startSandbox } from './sandbox.ts';

/** What a model's call of a tool came to, and what it is shown. */
export interface CalledAtDesk extends ToolCalled {
  readonly shown: ToolResult;
}

/** A cycle of a sandbox account that has fetched, fused and analysed; its tools are the product's own. */
export interface ToolDesk {
  readonly database: TestDatabase;
  readonly sandbox: RunningSandbox;
  readonly evidence: EvidenceStore;
  readonly context: ToolContext;
  readonly deps: ToolDeps;
  /** Puts a model's answer that asks for one call, and has the router call it. Without `retry` it is the last attempt. */
  call(name: string, given: unknown, options?: CallOptions): Promise<CalledAtDesk>;
  close(): Promise<void>;
}

interface CallOptions {
  readonly deps?: Partial<ToolDeps>;
  readonly context?: Partial<ToolContext>;
  readonly callId?: string;
  readonly retry?: boolean;
}

const NOW = '2026-11-20T16:00:00.000Z';

export async function openToolDesk(universe: readonly string[] = ['AAPL', 'MSFT']): Promise<ToolDesk> {
  const [sandbox, database] = await Promise.all([startSandbox({ now: NOW, speed: 0 }), createTestDatabase()]);
  const { db } = database;
  const config = readConfig({
    DATABASE_URL: database.url,
    ALPACA_ENV: 'sandbox',
    DATA_SOURCES: 'sandbox',
    SANDBOX_URL: sandbox.url,
  });
  const logger = createLogger({ name: 'test', level: 'silent' });
  const access = createSourceAccess(logger);
  const parts = { config, db, client: new Client(), logger, access, stored: NO_STORED_KEY_USE };
  const work = composeWork({
    ...parts,
    broker: (broker) => broker,
    stopping: new AbortController().signal,
    ticks: { send: () => {} },
    pool: () => ({ max: 0, size: 0, idle: 0, waiting: 0 }),
  });
  const evidence = createEvidenceStore(db);
  const brokers = createBrokers(config.broker, logger, NO_STORED_KEYS);
  const deps: ToolDeps = {
    db,
    evidence,
    now: () => new Date(),
    marketDataOf: (account) =>
      guardedMarketData(brokers.of(account).marketData, access.guardOf('alpacaData')),
    ...referenceSources(config.data, db, access),
    research: undefined,
  };
  const account = await anAccount(db);
  const strategy = await aStrategy(db, account, { universe: [...universe] });
  const cycle = { cycleId: `cycle:${strategy.id}:${NOW}`, strategyId: strategy.id, asOf: NOW };
  const opened = await work.cycle.openCycle({ ...cycle, trigger: 'api' });
  if (opened.kind === 'refused') throw new Error(opened.note);
  const { definition, account: accountHash, brokerTime } = opened;
  const look = { cycleId: cycle.cycleId, accountId: account.id, brokerTime, definition };
  const market = await work.cycle.fetchMarketData(look);
  const reference = await work.research.fetchReferenceData(look);
  const known = {
    ...look,
    dataAsOf: market.dataAsOf,
    sources: { ...market.sources, ...reference.sources },
  };
  const fused = await work.cycle.fuse(known);
  const features = await work.cycle.analyse({ ...known, fused: fused.hash });
  const context: ToolContext = {
    userId: account.userId,
    accountId: account.id,
    ...cycle,
    brokerTime,
    dataAsOf: market.dataAsOf,
    universe,
    fused: fused.hash,
    features: features.hash,
    account: accountHash,
  };
  return {
    database,
    sandbox,
    evidence,
    context,
    deps,
    async call(name, given, options = {}) {
      const callId = options.callId ?? randomUUID();
      const answer = await putAnswer(evidence, cycle.cycleId, { callId, name, given });
      const called = await routeToolCall(
        { ...deps, ...options.deps },
        { context: { ...context, ...options.context }, answer, callId, name },
        { signal: new AbortController().signal, isWorthRetrying: () => options.retry ?? false },
      );
      return { ...called, shown: await evidence.read('toolResult', called.result) };
    },
    async close() {
      await sandbox.stop();
      await database.drop();
    },
  };
}

async function putAnswer(
  evidence: EvidenceStore,
  cycleId: string,
  { callId, name, given }: { readonly callId: string; readonly name: string; readonly given: unknown },
): Promise<string> {
  const value: ModelAnswer = {
    target: { provider: 'openai', model: 'sandbox-analyst' },
    model: 'sandbox-analyst',
    simulated: true,
    outcome: 'answered',
    text: '',
    toolCalls: [{ callId, name, arguments: Object(given) }],
    usage: NO_USAGE,
    costUsd: '0',
    latencyMs: 1,
    providerId: 'desk',
  };
  const origin = { source: 'desk', request: 'desk', fetchedAt: NOW, availableAt: NOW };
  const [hash = ''] = await evidence.put(cycleId, [{ kind: 'modelAnswer', value, ...origin }]);
  return hash;
}
