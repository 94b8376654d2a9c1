import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAlpacaMarketData } from '../../connectors/alpaca/market-data.ts';
import { MARKET_STREAM_TIMINGS } from '../../connectors/alpaca/market-stream.ts';
import { insertRule } from '../../db/queries/alerts/alert-rules.ts';
import { alertsOfUser } from '../../db/queries/alerts/alerts.ts';
import { archiveStrategy } from '../../db/queries/cycles/strategies.ts';
import { keepInterests } from '../../db/queries/market/wanted-symbols.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { MarketTick } from '../../domain/ports/market-ticks.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { anAccount, aStrategy } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { followMarket } from './follow-market.ts';

/** Simulated seconds a real one: a minute's bar every two seconds. */
const SPEED = 30;
const WITHIN_MS = 40_000;
const logger = createLogger({ name: 'stream', level: 'silent' });
let database: TestDatabase;
let sandbox: RunningSandbox;
const running: (() => Promise<void>)[] = [];
const judged: string[] = [];

beforeAll(async () => {
  [database, sandbox] = await Promise.all([
    createTestDatabase(),
    startSandbox({ now: '2026-01-06T15:00:30Z', speed: SPEED }),
  ]);
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
  await sandbox.control.clearFaults();
});

function follow(account: BrokerAccountRow, options: { readonly symbolsMax?: number } = {}) {
  const connection = {
    mode: 'sandbox',
    endpoints: alpacaEndpoints('sandbox', sandbox.url),
    credentials: { keyId: account.keyRef, secretKey: 'any' },
    liveTradingConfirmed: false,
    logger,
    streamTimings: { ...MARKET_STREAM_TIMINGS, initialReconnectMs: 20, maxReconnectMs: 100 },
  } as const;
  const market = createAlpacaMarketData(connection);
  const ticks = new Map<string, MarketTick>();
  const stop = new AbortController();
  const following = followMarket(
    {
      db: database.db,
      logger,
      brokerOf: () => createAlpacaBroker(connection),
      marketDataOf: () => market,
      now: () => new Date(),
      judgeAlerts: (userId) => {
        judged.push(userId);
        return Promise.resolve();
      },
      // A tick says what has changed.
      ticks: { send: (_, tick) => void ticks.set(tick.symbol, { ...ticks.get(tick.symbol), ...tick }) },
      symbolsMax: options.symbolsMax ?? 30,
      lookMs: 100,
    },
    account,
    stop.signal,
  );
  following.catch(() => {});
  const end = async () => {
    stop.abort();
    await following.catch(() => {});
  };
  running.push(end);
  return { ticks, end, following, market };
}

async function eventsOf(userId: string, noun: string) {
  const rows = await database.db
    .selectFrom('outbox')
    .select(['subject', 'payload'])
    .where('userId', '=', userId)
    .where('subject', 'like', `%.${noun}.%`)
    .orderBy('id')
    .execute();
  return rows.map(({ subject, payload }) => ({ verb: subject.split('.').at(-1), payload }));
}

const barsOf = async (userId: string, symbol: string) =>
  (await eventsOf(userId, 'bar')).map(({ payload }) => payload).filter((one) => one['symbol'] === symbol);

const streamed = async (accountId: string) =>
  await database.db
    .selectFrom('marketStreams')
    .selectAll()
    .where('accountId', '=', accountId)
    .executeTakeFirst();

describe('the market stream that is followed', () => {
  test('brings what strategies and readers want, as both change, and no more than the plan allows', async () => {
    const account = await anAccount(database.db);
    const { ticks } = follow(account, { symbolsMax: 2 });
    const strategy = await aStrategy(database.db, account, { universe: ['AAPL', 'MSFT', 'SPY'] });
    await eventually('two are brought', () => (ticks.size === 2 ? true : undefined), WITHIN_MS);
    expect([...ticks.keys()].toSorted()).toEqual(['AAPL', 'MSFT']);
    await eventually('quote and trade are brought, each as it comes', () => {
      const { quote, lastTrade } = ticks.get('AAPL') ?? {};
      return quote !== undefined && lastTrade !== undefined ? true : undefined;
    });
    expect(ticks.get('AAPL')).toMatchObject({
      quote: { bid: expect.any(String) },
      lastTrade: { price: expect.any(String) },
    });
    await eventually('what is left out is said', async () =>
      (await streamed(account.id))?.leftOut.join() === 'SPY' ? true : undefined,
    );
    await keepInterests(database.db, [{ accountId: account.id, symbol: 'KO' }], 60_000);
    await archiveStrategy(database.db, account.userId, strategy.id);
    await eventually(
      'what a reader asks for is brought',
      () => (ticks.has('KO') ? true : undefined),
      WITHIN_MS,
    );
    await eventually('nothing else is listened to', async () =>
      (await streamed(account.id))?.symbols.join() === 'KO' ? true : undefined,
    );
  });

  test('tells every minute bar once, as REST has it, also those lost with a connection or by the stream', async () => {
    const account = await anAccount(database.db);
    await aStrategy(database.db, account, { universe: ['AAPL', 'SPY'] });
    const first = follow(account);
    await eventually(
      'bars are told',
      async () => ((await barsOf(account.userId, 'AAPL')).length >= 2 ? true : undefined),
      WITHIN_MS,
    );
    await sandbox.control.fault({ system: 'market-stream', effect: 'drop-socket', times: 1 });
    await sandbox.control.fault({ system: 'market-stream', effect: 'lose-event', times: 40 });
    const before = (await barsOf(account.userId, 'AAPL')).length;
    await eventually(
      'bars go on',
      async () => ((await barsOf(account.userId, 'AAPL')).length >= before + 2 ? true : undefined),
      WITHIN_MS,
    );
    await first.end();
    // As after a kill: another one takes over later.
    const { market } = follow(account);
    const stood = (await barsOf(account.userId, 'AAPL')).length;
    await eventually(
      'the successor goes on',
      async () => ((await barsOf(account.userId, 'AAPL')).length >= stood + 3 ? true : undefined),
      WITHIN_MS,
    );
    for (const symbol of ['AAPL', 'SPY']) {
      const told = await barsOf(account.userId, symbol);
      const starts = told.map((bar) => String(bar['start']));
      const [start = '', end = ''] = [starts[0], starts.at(-1)];
      const rest = await market.bars({ symbols: [symbol], start, end, timeframe: '1Min', adjustment: 'raw' });
      expect(told.map(({ symbol: _s, timeframe: _t, feed: _f, ...bar }) => bar)).toEqual(rest.get(symbol));
    }
  }, 120_000);

  test('is told as stale when it brings nothing that REST knows of, and as live when it does again', async () => {
    const account = await anAccount(database.db);
    await aStrategy(database.db, account, { universe: ['AAPL'] });
    const { ticks } = follow(account);
    await eventually('it brings quotes', () => ticks.get('AAPL')?.quote, WITHIN_MS);
    const silentFrom = performance.now();
    await sandbox.control.fault({ system: 'market-stream', effect: 'silence' });
    await eventually(
      'it is told as stale',
      async () => (await eventsOf(account.userId, 'market'))[0],
      WITHIN_MS,
    );
    expect(performance.now() - silentFrom).toBeLessThan(30_000);
    const at = ticks.get('AAPL')?.quote?.at ?? '';
    await sandbox.control.clearFaults();
    await eventually(
      'it is live again',
      async () => (await eventsOf(account.userId, 'market'))[1],
      WITHIN_MS,
    );
    expect((ticks.get('AAPL')?.quote?.at ?? '') >= at).toBe(true);
    expect((await eventsOf(account.userId, 'market')).map(({ verb, payload }) => [verb, payload])).toEqual([
      ['stale', { accountId: account.id, reason: 'silent', since: expect.any(String) }],
      ['live', { accountId: account.id, reason: 'silent', since: expect.any(String) }],
    ]);
  }, 120_000);

  test('lets a trade raise an alert on its price within seconds, once, and a spike too that is over at once', async () => {
    const account = await anAccount(database.db);
    const { userId } = account;
    const rule = { userId, name: 'dear', severity: 'warning' } as const;
    const terms = { kind: 'price', symbol: 'KO', crosses: 'above', price: '5000' } as const;
    await insertRule(database.db, { ...rule, terms });
    await insertRule(database.db, {
      ...rule,
      terms: { kind: 'move', symbol: 'KO', percent: '50', windowMinutes: 5 },
    });
    const { ticks } = follow(account);
    await eventually('the symbol of the rule is brought', () => ticks.get('KO')?.lastTrade, WITHIN_MS);
    await sandbox.control.pinQuote('KO', { bid: 5001, ask: 5003, last: 5002 });
    await eventually('the stream brings the spike', () =>
      ticks.get('KO')?.lastTrade?.price === '5002' ? true : undefined,
    );
    await sandbox.control.unpin('KO');
    const alerts = async () => {
      const { items } = await alertsOfUser(database.db, userId, { limit: 10 });
      return items.length === 2 ? items : undefined;
    };
    const fired = await eventually('both fire', alerts);
    expect(fired.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual([
      'move firing',
      'price firing',
    ]);
    expect(judged.filter((id) => id === userId)).toHaveLength(2);
  });

  test('ends with refused keys, and says that it is stale', async () => {
    const account = await anAccount(database.db);
    await aStrategy(database.db, account, { universe: ['AAPL'] });
    const { following } = follow({ ...account, keyRef: 'INVALID' });
    await expect(following).rejects.toMatchObject({ name: 'SourceOutage', kind: 'unauthorized' });
    expect((await eventsOf(account.userId, 'market')).map(({ verb }) => verb)).toEqual(['stale']);
  });

  // The last one: the sandbox's clock does not go back.
  test('is no longer told as stale once the market has closed, though it stays silent', async () => {
    const account = await anAccount(database.db);
    await aStrategy(database.db, account, { universe: ['AAPL'] });
    const { ticks } = follow(account);
    await eventually('it brings quotes', () => ticks.get('AAPL')?.quote, WITHIN_MS);
    await sandbox.control.fault({ system: 'market-stream', effect: 'silence' });
    const told = async () => (await eventsOf(account.userId, 'market')).map(({ verb }) => verb);
    const lastTold = async (verb: string) => ((await told()).at(-1) === verb ? true : undefined);
    await eventually('it is told as stale', () => lastTold('stale'), WITHIN_MS);
    await sandbox.control.clock({ now: '2026-01-06T21:00:01Z' });
    await eventually('the close ends it', () => lastTold('live'), WITHIN_MS);
    expect(await told()).toEqual(['stale', 'live']);
  }, 120_000);
});
