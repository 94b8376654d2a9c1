import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAlpacaMarketData } from '../../connectors/alpaca/market-data.ts';
import { setCycleSources, storeDecision } from '../../db/queries/cycles/cycles.ts';
import { memoryOf } from '../../db/queries/cycles/proposal-memory.ts';
import type { StrategyRow } from '../../db/schema.ts';
import type { Proposal } from '../../domain/decision.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { aCycle, anAccount, aStrategy } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createEvidenceStore } from '../evidence-store.ts';
import { measureProposalsActivities } from './measure-proposals.ts';

const AT = '2026-03-02T15:30:00.000Z';

let database: TestDatabase;
let sandbox: RunningSandbox;
let strategy: StrategyRow;
let accountId: string;
beforeAll(async () => {
  [database, sandbox] = await Promise.all([createTestDatabase(), startSandbox({ now: AT, speed: 0 })]);
  const account = await anAccount(database.db);
  accountId = account.id;
  strategy = await aStrategy(database.db, account);
  await propose(AT, [
    ['AAPL', 'buy'],
    ['MSFT', 'sell'],
  ]);
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

function activities() {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const credentials = { keyId: 'memory', secretKey: 'any' };
  const endpoints = alpacaEndpoints('sandbox', sandbox.url);
  const options = { mode: 'sandbox', endpoints, credentials, logger } as const;
  const broker = createAlpacaBroker({ ...options, liveTradingConfirmed: false });
  const market = createAlpacaMarketData(options);
  const { db } = database;
  return measureProposalsActivities({
    db,
    now: () => new Date(),
    evidence: createEvidenceStore(db),
    brokerOf: () => broker,
    marketDataOf: () => market,
  });
}

/** A cycle of the strategy that proposed these, at a hundred dollars each. */
async function propose(at: string, wishes: readonly (readonly [string, 'buy' | 'sell'])[]): Promise<void> {
  const { db } = database;
  const { id } = await aCycle(db, strategy, at);
  const proposals = wishes.map(([symbol, side]): Proposal => {
    const about = { symbol, side, qty: '10', targetWeight: '0.1', referencePrice: '100', confidence: 0.6 };
    return { ...about, thesis: `${side} it`, invalidation: 'below 90', evidence: [] };
  });
  await setCycleSources(db, id, { sources: [], dataAsOf: at });
  const legs = proposals.map((proposal, leg) => {
    const { symbol, side, qty } = proposal;
    return { leg, symbol, side, qty, proposal, clientOrderId: `${id}-${symbol}` };
  });
  await storeDecision(db, id, { proposals, abstentions: [] }, legs);
}

const run = () => activities().measureProposals({ accountId });
const memory = (asOf?: string) =>
  memoryOf(database.db, {
    userId: strategy.userId,
    strategyId: strategy.id,
    limit: 10,
    ...(asOf === undefined ? {} : { asOf }),
  });

async function closesOf(symbol: string): Promise<readonly number[]> {
  const rows = await database.db
    .selectFrom('bars')
    .select(['close', 'start'])
    .where('symbol', '=', symbol)
    .where('timeframe', '=', '1Day')
    .where('start', '>', new Date('2026-03-03T00:00:00Z'))
    .orderBy('start')
    .execute();
  return rows.map(({ close }) => Number(close));
}

describe('what became of proposals', () => {
  it('is nothing on their own day', async () => {
    await sandbox.control.clock({ now: '2026-03-02T20:59:00Z' });
    expect(await run()).toEqual({ note: '0 proposals looked at, 0 outcomes written' });
  });

  it('is written as the days pass, once, from the closes of the market', async () => {
    await sandbox.control.clock({ now: '2026-03-04T15:00:00Z' });
    expect((await run()).note).toBe('2 proposals looked at, 2 outcomes written');
    expect((await run()).note).toBe('2 proposals looked at, 0 outcomes written');
    await sandbox.control.clock({ now: '2026-04-06T15:00:00Z' });
    expect((await run()).note).toBe('2 proposals looked at, 4 outcomes written');
    expect((await run()).note).toBe('0 proposals looked at, 0 outcomes written');

    const [apple, microsoft] = await memory();
    const closes = await closesOf('AAPL');
    const expected = [1, 5, 20].map((bars) => ((closes[bars - 1] ?? 0) / 100 - 1).toFixed(4));
    expect(apple?.outcomes.map(({ bars }) => bars)).toEqual([1, 5, 20]);
    expect(apple?.outcomes.map(({ gain }) => Number(gain).toFixed(4))).toEqual(expected);
    const sold = await closesOf('MSFT');
    expect(Number(microsoft?.outcomes[0]?.gain).toFixed(4)).toBe((1 - (sold[0] ?? 0) / 100).toFixed(4));
    expect(apple?.outcomes.map(({ spy }) => spy)).toEqual(microsoft?.outcomes.map(({ spy }) => spy));
    expect(apple?.outcomes.every(({ spy }) => Math.abs(Number(spy)) < 0.3)).toBe(true);
  });

  it('is told as of a moment: no proposal, and no close, that was not known then', async () => {
    expect(await memory(AT)).toEqual([]);
    const known = async (asOf: string) => (await memory(asOf)).map(({ outcomes }) => outcomes.length);
    expect(await known('2026-03-02T15:30:00.001Z')).toEqual([0, 0]);
    expect(await known('2026-03-04T04:59:59.999Z')).toEqual([0, 0]);
    expect(await known('2026-03-04T05:00:00.000Z')).toEqual([1, 1]);
    expect(await known('2026-03-10T12:00:00.000Z')).toEqual([2, 2]);
  });

  it('comes in batches of cycles, each from where the last one ended', async () => {
    const moments = Array.from({ length: 55 }, (_, minute) =>
      new Date(Date.parse('2026-04-02T14:00:00Z') + minute * 60_000).toISOString(),
    );
    for (const at of moments) await propose(at, [['AAPL', 'buy']]);
    const first = await run();
    expect(first).toMatchObject({ upTo: { at: moments[48] } });
    const { upTo } = first;
    if (upTo === undefined) throw new Error('there is no second batch');
    expect(await activities().measureProposals({ accountId, after: upTo })).toEqual({
      note: '6 proposals looked at, 0 outcomes written',
    });
  });

  it('waits for a market that cannot be read', async () => {
    await sandbox.control.clock({ now: '2026-04-07T15:00:00Z' });
    await sandbox.control.fault({ system: 'alpaca-data', effect: 'status', status: 503 });
    await expect(run()).rejects.toMatchObject({ name: 'SourceOutage' });
    await sandbox.control.clearFaults();
    expect((await run()).note).toBe('49 proposals looked at, 49 outcomes written');
  });
});
