import { condenseBars } from '../../domain/bars/condense-bars.ts';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import type { Bar, Timeframe } from '../../domain/market.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { bringBarsUpToDate } from '../market/bring-bars-up-to-date.ts';
import { storedBars } from '../market/stored-bars.ts';
import { defineTool } from './tool.ts';
import { keep, marketOf, type ToolOutcome, type ToolPlace, viewOf } from './tool-place.ts';

const DAY_MS = 86_400_000;
/** Days that one call may span, and that it spans when it does not say. */
const DAYS_MAX: Readonly<Record<Timeframe, number>> = { '1Day': 400, '1Hour': 30, '1Min': 3 };
const DAYS_USUAL: Readonly<Record<Timeframe, number>> = { '1Day': 90, '1Hour': 5, '1Min': 1 };
const ROWS_MAX = 60;

/**
 * Completed bars, adjusted for the splits that were known at the decision's moment. Daily ones that the cycle has
 * fetched are taken from there; others out of the store, which is brought up to date first.
 */
export const barsTool = defineTool(
  TOOL_FORMS.bars,
  { timeoutMs: 25_000, charsMax: 9_000 },
  async ({ symbol, timeframe = '1Day', from, to }, place) => {
    const today = newYorkDate(place.context.dataAsOf);
    const last = to ?? today;
    const first = from ?? daysBefore(last, DAYS_USUAL[timeframe] - 1);
    if (last > today) return { refused: `"to" is later than today, ${today}` };
    if (first > last) return { refused: '"from" is later than "to"' };
    if (daysBetween(first, last) >= DAYS_MAX[timeframe]) {
      return { refused: `${timeframe} bars of more than ${DAYS_MAX[timeframe]} days are too many` };
    }
    const span = { symbol, timeframe, first, last };
    return (await barsOfCycle(place, span)) ?? (await barsOfStore(place, span));
  },
);

interface SpanOfDays {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** New York days, both included. */
  readonly first: string;
  readonly last: string;
}

async function barsOfCycle(place: ToolPlace, span: SpanOfDays): Promise<ToolOutcome | undefined> {
  const { dailyBars } = await viewOf(place, span.symbol);
  if (span.timeframe !== '1Day' || dailyBars.status === 'missing') return undefined;
  const bars = (await place.deps.evidence.read('bars', dailyBars.hash))[span.symbol] ?? [];
  const oldest = bars[0];
  if (oldest === undefined || newYorkDate(oldest.start) > span.first) return undefined;
  const { simulated } = await marketOf(place);
  return told(span, bars, dailyBars.hash, simulated);
}

async function barsOfStore(place: ToolPlace, span: SpanOfDays): Promise<ToolOutcome> {
  const { deps, context } = place;
  const { market, simulated } = await marketOf(place);
  const { symbol, timeframe } = span;
  // New York days begin four or five hours into the UTC day and end as much into the next; what is beyond is cut below.
  const start = `${span.first}T00:00:00.000Z`;
  const end = new Date(Date.parse(`${span.last}T00:00:00.000Z`) + 2 * DAY_MS).toISOString();
  const asked = { symbols: [symbol], timeframe, adjustment: 'split', start, end } as const;
  const complete = await bringBarsUpToDate(deps, market, asked, context.dataAsOf);
  const wanted = { symbols: [symbol], timeframe, ...complete };
  const { bars } = await storedBars(deps, market.feed, wanted, context.dataAsOf);
  const hash = await keep(
    place,
    { kind: 'bars', value: bars },
    { source: 'alpaca bars', request: `${timeframe} bars of ${symbol}, ${span.first} to ${span.last}` },
  );
  return told(span, bars[symbol] ?? [], hash, simulated);
}

function told(span: SpanOfDays, bars: readonly Bar[], hash: string, simulated: boolean): ToolOutcome {
  const { symbol, timeframe, first, last } = span;
  const inSpan = bars.filter(({ start }) => newYorkDate(start) >= first && newYorkDate(start) <= last);
  const { rows, barsPerRow } = condenseBars(inSpan, ROWS_MAX);
  return {
    told: { symbol, timeframe, from: first, to: last, bars: inSpan.length, barsPerRow, rows },
    about: `${symbol} ${timeframe}`,
    cites: [hash],
    simulated,
  };
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

function daysBetween(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / DAY_MS;
}
