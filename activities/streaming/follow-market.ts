import { setTimeout } from 'node:timers/promises';
import {
  keepMarketStream,
  staleReasonOf,
  tellStreamLive,
  tellStreamStale,
} from '../../db/queries/market/market-streams.ts';
import { setStreamedSymbols, toldBars } from '../../db/queries/market/streamed-bars.ts';
import { wantedSymbols } from '../../db/queries/market/wanted-symbols.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { MarketClock } from '../../domain/market.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { TickSender } from '../../domain/ports/market-ticks.ts';
import { chooseSymbols } from '../../domain/streaming/choose-symbols.ts';
import { missedByStream } from '../../domain/streaming/missed-by-stream.ts';
import { type StaleReason, streamDoubt } from '../../domain/streaming/stream-doubt.ts';
import { lastWholeMinute } from '../../domain/streaming/untold-bars.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { MarketDeps } from '../deps.ts';
import { createBarTeller } from './bar-teller.ts';
import { createKnownTicks } from './known-ticks.ts';
import { type OpenStream, openStream } from './open-stream.ts';
import { createPriceWatch } from './price-watch.ts';

export interface MarketStreamDeps extends Pick<MarketDeps, 'db' | 'now' | 'brokerOf' | 'marketDataOf'> {
  readonly ticks: TickSender;
  readonly logger: Logger;
  /** Has the alerts of a user judged soon. */
  readonly judgeAlerts: (userId: string) => Promise<void>;
  /** How many symbols the broker's plan lets one connection listen to. */
  readonly symbolsMax: number;
  /** Milliseconds between two looks at what is wanted and how the stream stands. */
  readonly lookMs?: number;
}

const LOOK_MS = 1_000;
/** A tick that is quiet is sent again, for those who began to listen meanwhile. */
const REPEAT_MS = 3_000;
/** A follower that has not been heard of for 15 seconds counts as gone. */
const SIGN_OF_LIFE_MS = 4_000;
/** Between two questions to the broker whether the stream has missed something. */
const DOUBT_MS = 15_000;

/**
 * Follows the market stream of one account's keys until `signal` aborts: listens to what is wanted at each moment, sends
 * every quote and trade on, lets trades raise alerts, tells every minute bar, fills from REST what an interruption or a lost bar has left out, and
 * tells when the stream no longer brings what happens and when it does again.
 * @throws SourceOutage for what no reconnecting mends, such as refused keys.
 */
export async function followMarket(
  deps: MarketStreamDeps,
  account: BrokerAccountRow,
  signal: AbortSignal,
): Promise<void> {
  const { db, logger, symbolsMax, lookMs = LOOK_MS } = deps;
  const accountId = account.id;
  const market = deps.marketDataOf(account);
  const broker = deps.brokerOf(account);
  const ticks = createKnownTicks((tick) => deps.ticks.send(accountId, tick));
  const bars = createBarTeller({ db, accountId, market, signal, told: () => toldBars(db, accountId) });
  const prices = createPriceWatch({ deps, streamId: accountId, market, judgeAlerts: deps.judgeAlerts });
  let symbols: readonly string[] = [];
  let readers = new Map<string, Set<string>>();
  let open: OpenStream | undefined;
  let isBehind = false;
  let stale: StaleReason | undefined;
  let doubtedAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  let kept = { said: '', at: Number.NEGATIVE_INFINITY };

  const reopen = async (): Promise<void> => {
    await open?.close();
    open = openStream(market, {
      onTrade: (symbol, trade) => {
        if (ticks.onTrade(symbol, trade)) prices.saw(symbol, trade);
      },
      onQuote: (symbol, quote) => ticks.onQuote(symbol, quote),
      onBar: (symbol, bar) => bars.came(symbol, bar),
      onDisconnected: (reason) => logger.warn({ accountId, reason }, 'the market stream is interrupted'),
    });
    open.listenTo(symbols);
  };

  const listenToWhatIsWanted = async (): Promise<void> => {
    const wishes = await wantedSymbols(db, accountId);
    const chosen = chooseSymbols(wishes, symbolsMax);
    readers = new Map();
    for (const { symbol, userId } of wishes) {
      readers.set(symbol, (readers.get(symbol) ?? new Set()).add(userId));
    }
    const said = `${chosen.symbols.join()} ${chosen.leftOut.join()}`;
    if (said !== kept.said || performance.now() - kept.at >= SIGN_OF_LIFE_MS) {
      await keepMarketStream(db, accountId, chosen);
      kept = { said, at: performance.now() };
    }
    if (chosen.symbols.join() === symbols.join()) return;
    const fresh = chosen.symbols.filter((symbol) => !symbols.includes(symbol));
    symbols = chosen.symbols;
    ticks.keepOnly(symbols);
    if (chosen.leftOut.length > 0) {
      logger.warn(
        { accountId, leftOut: chosen.leftOut.length },
        'the market stream has no room for all symbols',
      );
    }
    if (symbols.length === 0) {
      await open?.close();
      open = undefined;
      if (stale !== undefined) await becomeLive();
      await setStreamedSymbols(db, accountId, symbols, new Date(0).toISOString());
      return;
    }
    if (open === undefined) await reopen();
    else open.listenTo(symbols);
    if (fresh.length > 0) isBehind = true;
  };

  /** After a connection, and for symbols that are new: the latest of each, and the bars that were missed. */
  const catchUp = async (): Promise<void> => {
    const clock = await broker.clock();
    const until = lastWholeMinute(clock.at);
    await setStreamedSymbols(db, accountId, symbols, until);
    ticks.onSnapshots(await market.snapshots(symbols, signal));
    await bars.fill(symbols, until, readers);
    isBehind = false;
  };

  const becomeStale = async (reason: StaleReason): Promise<void> => {
    stale = reason;
    if (await tellStreamStale(db, accountId, reason))
      logger.warn({ accountId, reason }, 'the market stream is stale');
  };
  const becomeLive = async (): Promise<void> => {
    stale = undefined;
    if (await tellStreamLive(db, accountId)) logger.info({ accountId }, 'the market stream is live again');
  };

  /** Asks REST, which fills in what it knows meanwhile. */
  const resolveDoubt = async (reason: StaleReason): Promise<void> => {
    doubtedAt = performance.now();
    const clock = await clockOrOutage(() => broker.clock());
    if (clock?.isOpen === false) {
      // Nothing happens that it could bring.
      if (stale !== undefined) await becomeLive();
      return;
    }
    if (clock === undefined) {
      if (reason === 'disconnected') await becomeStale(reason);
      return;
    }
    const there = await market.snapshots(symbols, signal);
    const isMissed = missedByStream(ticks.known(), there).length > 0;
    ticks.onSnapshots(there);
    if (reason === 'silent' && !isMissed) return;
    await becomeStale(reason);
    // A socket that lives and brings nothing is not mended by waiting.
    if (reason === 'silent') await reopen();
  };

  const look = async (): Promise<void> => {
    await listenToWhatIsWanted();
    if (open === undefined) return;
    open.check();
    if (open.takeConnected()) {
      isBehind = true;
      logger.info({ accountId, symbols: symbols.length }, 'the market stream is followed');
    }
    const { disconnectedForMs } = open.standing();
    if (isBehind && disconnectedForMs === undefined) {
      await catchUp();
      if (stale === 'disconnected') await becomeLive();
    }
    if (open.takeHeard() && stale !== undefined) await becomeLive();
    await prices.judge();
    await bars.tell(readers);
    ticks.repeat(REPEAT_MS);
    const doubt = streamDoubt(open.standing());
    if (doubt !== undefined && performance.now() - doubtedAt >= DOUBT_MS) await resolveDoubt(doubt);
  };

  stale = await staleReasonOf(db, accountId);
  try {
    while (!signal.aborted) {
      try {
        await look();
        isFailing = false;
      } catch (error) {
        // The stream goes on while REST, database or bus are away.
        open?.check();
        if (!signal.aborted && !isFailing)
          logger.warn({ accountId, err: error }, 'the market stream is not looked after');
        isFailing = true;
      }
      await setTimeout(lookMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  } catch (error) {
    if (error instanceof SourceOutage) await becomeStale('disconnected');
    throw error;
  } finally {
    await open?.close();
  }
}

/** Undefined when the broker cannot be read. */
async function clockOrOutage(read: () => Promise<MarketClock>): Promise<MarketClock | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SourceOutage) return undefined;
    throw error;
  }
}
