import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNatsTickFeed } from '../connectors/nats/market-ticks.ts';
import type { MarketTick, TickFeed } from '../domain/ports/market-ticks.ts';
import { freePort } from '../launcher/stack/free-port.ts';
import { createLogger } from '../telemetry/log.ts';
import { eventually } from '../tests/support/eventually.ts';
import { aStrategy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';

const TAKEN_OVER_WITHIN_MS = 30_000;
let floor: TradingFloor;
let feed: TickFeed;
const ticks: { readonly tick: MarketTick; readonly at: number }[] = [];

beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.sandbox.control.clock({ speed: 20 });
  feed = createNatsTickFeed({ url: floor.nats.url, logger: createLogger({ name: 'test', level: 'silent' }) });
  feed.listen(floor.account.id, (tick) => ticks.push({ tick, at: performance.now() }));
});
afterAll(async () => {
  await feed.close();
  await floor.close();
});

test('another worker takes the market stream over within 30 seconds of a kill, and no bar is lost or told twice', async () => {
  await aStrategy(floor.database.db, floor.account, { universe: ['AAPL', 'SPY'] });
  await floor.startWorker(undefined, { MARKET_STREAM_SYMBOLS: '30' });
  await eventually(
    'quotes of both come',
    () => (new Set(ticks.map(({ tick }) => tick.symbol)).size === 2 ? true : undefined),
    60_000,
  );
  await floor.startWorker(undefined, { MARKET_STREAM_SYMBOLS: '30', METRICS_PORT: String(await freePort()) });
  await eventually('bars are told', async () => ((await barStarts()).length > 0 ? true : undefined), 30_000);
  await floor.killWorker('oldest');
  const killedAt = performance.now();
  // What the dead one had still sent has come by then.
  await eventually(
    'its successor sends quotes',
    () => ticks.find(({ at }) => at > killedAt + 1_000),
    TAKEN_OVER_WITHIN_MS,
  );
  const before = (await barStarts()).length;
  await eventually(
    'bars go on',
    async () => ((await barStarts()).length > before + 1 ? true : undefined),
    30_000,
  );
  const starts = await barStarts();
  const minutes = starts.map((start) => Date.parse(start) / 60_000);
  const first = minutes[0] ?? 0;
  expect(minutes).toEqual(minutes.map((_, index) => first + index));
}, 200_000);

/** Of AAPL, which trades every minute. */
async function barStarts(): Promise<readonly string[]> {
  const rows = await floor.database.db
    .selectFrom('outbox')
    .select('payload')
    .where('userId', '=', floor.account.userId)
    .where('subject', 'like', '%.bar.closed')
    .orderBy('id')
    .execute();
  return rows.flatMap(({ payload }) => (payload['symbol'] === 'AAPL' ? [String(payload['start'])] : []));
}
