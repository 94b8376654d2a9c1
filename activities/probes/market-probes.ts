import { z } from 'zod';
import { type EventText, readEvents } from './event-stream.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';
import { tradingGround } from './probe-paths.ts';

/** At most so many quotes of a symbol a second. */
const A_SECOND_MAX = 5;
/** More than the follower asks the broker for while the stream says nothing: a quote in fifteen seconds. */
const QUOTES_SEEN = 4;
const SEEN_WITHIN_MS = 10_000;

const stamped = z.looseObject({ at: z.string() }).nullable();
const latest = z.looseObject({
  payload: z.looseObject({ symbol: z.string(), quote: stamped, lastTrade: stamped }),
});
const standing = z.looseObject({
  payload: z.looseObject({ state: z.string(), symbols: z.array(z.string()) }),
});

/** What a reader of the market stream is sent of one symbol of the probe's account. */
async function readMarket<T>(
  run: ProbeRun,
  symbol: string,
  read: (events: AsyncIterable<EventText>) => Promise<T>,
): Promise<T> {
  const { id: accountId, userId } = await tradingGround(run);
  const query = new URLSearchParams({ topics: 'quote', symbols: symbol, accountId }).toString();
  return await readEvents(run, { user: { id: userId }, query }, read);
}

const dataOf = (event: EventText): unknown => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null');
const isOf = (event: EventText, type: string) => event.includes(`event: ${type}\n`);

export const marketProbes: Probes = {
  'real-time.aggregation': (run) =>
    readMarket(run, 'KO', async (events) => {
      const arrivals: number[] = [];
      const quotes = new Map<string, number>();
      for await (const event of events) {
        if (!isOf(event, 'quote.latest')) continue;
        const now = performance.now();
        arrivals.push(now);
        const { quote } = latest.parse(dataOf(event)).payload;
        if (quote !== null && !quotes.has(quote.at)) quotes.set(quote.at, now);
        const inASecond = arrivals.filter((at) => at > now - 1_000).length;
        see(inASecond <= A_SECOND_MAX + 1, `${inASecond} quotes of one symbol within a second`);
        if ([...quotes.values()].filter((at) => at > now - SEEN_WITHIN_MS).length >= QUOTES_SEEN) break;
      }
      return `${quotes.size} quotes of KO in ${arrivals.length} events, at most ${A_SECOND_MAX} a second`;
    }),
  'real-time.trade-subscriptions': (run) =>
    readMarket(run, 'MCD', async (events) => {
      const trades = new Set<string>();
      let isSubscribed = false;
      for await (const event of events) {
        if (isOf(event, 'quote.stream')) {
          const { state, symbols } = standing.parse(dataOf(event)).payload;
          isSubscribed = state === 'live' && symbols.includes('MCD');
        }
        if (isOf(event, 'quote.latest')) {
          const { lastTrade } = latest.parse(dataOf(event)).payload;
          if (lastTrade !== null) trades.add(lastTrade.at);
        }
        if (isSubscribed && trades.size > 2) break;
      }
      return `the stream brings MCD for its reader: ${trades.size} trades`;
    }),
};
