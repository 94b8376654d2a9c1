import { createRoute } from '@hono/zod-openapi';
import { barsPageOf } from '../../../db/queries/market/bars-page.ts';
import { splitsOf } from '../../../db/queries/market/splits.ts';
import { adjustForSplits } from '../../../domain/bars/adjust-for-splits.ts';
import { IMPORT_FEED, type Timeframe } from '../../../domain/market.ts';
import type { BarsAnswer, BarsQuestion } from '../../../domain/market-question.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { barsPage, barsQuery } from '../../contract/market.ts';
import { askedProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { problem } from '../../problem-error.ts';
import { askMarket } from '../../temporal/ask-market.ts';
import { chooseAccount } from '../trading/account-choice.ts';

/** More than this is a backfill, not a question. */
const BARS_MAX = 100_000;
const DAY_MS = 86_400_000;
/** Of a calendar day, with the hours before and after the session. */
const BARS_A_DAY: Readonly<Record<Timeframe, number>> = { '1Min': 960, '1Hour': 16, '1Day': 1 };

const barsRoute = createRoute({
  method: 'get',
  path: '/market/bars',
  operationId: 'marketBars',
  summary: 'Completed bars of shares',
  description: 'Out of the historical store, which a worker first completes with what it lacks of the span.',
  tags: ['market'],
  request: { query: barsQuery },
  responses: { 200: jsonResponse(barsPage, 'One page.'), ...askedProblems },
});

export function marketBarRoutes({ db, temporal, temporalTimeoutMs, marketTimeoutMs, now }: ApiDeps) {
  const askBars = async (question: BarsQuestion): Promise<BarsAnswer> => {
    const timeouts = { marketMs: marketTimeoutMs, temporalMs: temporalTimeoutMs };
    const answer = await askMarket(temporal, question, timeouts);
    if (answer.kind !== 'bars') throw new Error(`asked for bars, was told ${answer.kind}`);
    return answer;
  };
  return newApp().openapi(barsRoute, async (c) => {
    const { limit, cursor, accountId, source, ...asked } = c.req.valid('query');
    const account = await chooseAccount(db, c.get('user').id, accountId);
    checkSize(asked, now());
    const complete =
      source === 'import'
        ? importedSpan(asked, now())
        : await askBars({ kind: 'bars', accountId: account.id, ...asked });
    const { timeframe, symbols } = asked;
    const adjustment = source === 'import' ? 'raw' : asked.adjustment;
    const { feed, start, until, asOf } = complete;
    const page = await barsPageOf(db, { feed, timeframe, symbols, start, until }, { limit, cursor });
    const splits = adjustment === 'raw' ? undefined : await splitsOf(db, feed, symbols);
    const items = page.items.map(({ symbol, fetchedAt, ...raw }) => {
      const [bar = raw] = adjustForSplits([raw], splits?.get(symbol) ?? [], asOf);
      return { symbol, ...bar, fetchedAt };
    });
    const body = {
      items,
      nextCursor: page.nextCursor,
      source: feed,
      asOf,
      timeframe,
      adjustment,
      start,
      until,
    };
    return c.json(barsPage.parse(body), 200);
  });
}

/** Imported bars are what they are: the store is not completed, and no split is known of them. */
function importedSpan(
  { start, end }: { readonly start?: string; readonly end?: string },
  now: Date,
): Omit<BarsAnswer, 'kind'> {
  return {
    feed: IMPORT_FEED,
    start: new Date(start ?? 0).toISOString(),
    until: end === undefined ? now.toISOString() : new Date(Date.parse(end) + 1).toISOString(),
    asOf: now.toISOString(),
  };
}

function checkSize(
  asked: {
    readonly symbols: readonly string[];
    readonly timeframe: Timeframe;
    readonly start?: string;
    readonly end?: string;
  },
  now: Date,
): void {
  if (asked.start === undefined) return;
  const endMs = asked.end === undefined ? now.getTime() : Date.parse(asked.end);
  const days = Math.max(0, endMs - Date.parse(asked.start)) / DAY_MS;
  const bars = Math.ceil(days * BARS_A_DAY[asked.timeframe] * asked.symbols.length);
  if (bars <= BARS_MAX) return;
  throw problem(
    'SPAN_TOO_LARGE',
    `${asked.timeframe} bars of ${asked.symbols.length} symbols over ${Math.ceil(days)} days may be ${bars}; ask for ${BARS_MAX} at most, or start a backfill.`,
  );
}
