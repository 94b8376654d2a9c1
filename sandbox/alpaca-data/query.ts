import { newYorkDate, newYorkTime } from '../world/new-york.ts';
import type { Timeframe, TimeframeUnit } from '../world/world.ts';
import { BadRequest } from './bad-request.ts';
import { parseTimestamp } from './timestamp.ts';

/** Reads one parameter of the query. */
export type Query = (name: string) => string | undefined;

const units: Readonly<Record<string, TimeframeUnit>> = {
  T: 'Min',
  Min: 'Min',
  H: 'Hour',
  Hour: 'Hour',
  D: 'Day',
  Day: 'Day',
  W: 'Week',
  Week: 'Week',
  M: 'Month',
  Month: 'Month',
};

const isAllowed: Record<TimeframeUnit, (amount: number) => boolean> = {
  Min: (amount) => amount >= 1 && amount <= 59,
  Hour: (amount) => amount >= 1 && amount <= 23,
  Day: (amount) => amount === 1,
  Week: (amount) => amount === 1,
  Month: (amount) => [1, 2, 3, 4, 6, 12].includes(amount),
};

export function readTimeframe(query: Query): Timeframe {
  const text = query('timeframe');
  if (text === undefined || text === '') {
    throw new BadRequest('Query argument timeframe is required, but not found');
  }
  const match = /^(\d{0,2})([A-Za-z]+)$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  const amount = match?.[1] === '' ? 1 : Number(match?.[1]);
  if (unit === undefined || !isAllowed[unit](amount)) throw new BadRequest(`invalid timeframe: ${text}`);
  return { amount, unit };
}

const symbolForm = /^[A-Z][A-Z0-9]*([./-][A-Z0-9]+)*$/;

/** Throws for what cannot be a symbol; whether it is listed is another matter. */
export function checkSymbol(symbol: string): string {
  if (!symbolForm.test(symbol)) throw new BadRequest(`invalid symbol: ${symbol}`);
  return symbol;
}

/** The asked symbols in alphabetical order, each once. */
export function readSymbols(query: Query): readonly string[] {
  const text = query('symbols');
  if (text === undefined || text === '') {
    throw new BadRequest('Query argument symbols is required, but not found');
  }
  return [...new Set(text.split(',').map(checkSymbol))].sort();
}

export function readLimit(query: Query, usual: number, most: number): number {
  const text = query('limit');
  if (text === undefined || text === '') return usual;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > most) {
    throw new BadRequest(`invalid limit: must be between 1 and ${most}`);
  }
  return limit;
}

export function readSort(query: Query, usual: 'asc' | 'desc'): 'asc' | 'desc' {
  const text = query('sort') ?? usual;
  if (text !== 'asc' && text !== 'desc') throw new BadRequest(`invalid sort: ${text}`);
  return text;
}

/** Times in [start, end]: by default from the beginning of the New York day to now, and never later than now. */
export function readSpan(query: Query, now: number): { start: number; end: number } {
  const [from, to] = [query('start'), query('end')];
  const start = from === undefined ? newYorkTime(newYorkDate(now), 0, 0) : parseTimestamp('start', from);
  const end = to === undefined ? now : parseTimestamp('end', to);
  if (from !== undefined && to !== undefined && end < start) {
    throw new BadRequest('end should not be before start');
  }
  return { start, end: Math.min(end, now) };
}

const feeds: readonly string[] = ['sip', 'iex', 'otc', 'boats', 'overnight', 'delayed_sip'];
const delayMs = 15 * 60_000;

/** Checks feed and currency; answers the moment up to which the feed shows the market. */
export function readFeedMoment(query: Query, now: number): number {
  const feed = query('feed') ?? 'iex';
  if (!feeds.includes(feed)) throw new BadRequest(`invalid feed: ${feed}`);
  const currency = query('currency') ?? 'USD';
  if (currency !== 'USD') throw new BadRequest(`invalid currency: ${currency}`);
  return feed === 'delayed_sip' ? now - delayMs : now;
}

const adjustments: readonly string[] = ['raw', 'split', 'dividend', 'spin-off', 'all'];

/** True when the bars are to be in today's shares. Dividends are not paid here, so `all` adds nothing to `split`. */
export function readIsSplitAdjusted(query: Query): boolean {
  const text = query('adjustment') ?? 'raw';
  const parts = text.split(',');
  if (!parts.every((part) => adjustments.includes(part))) throw new BadRequest(`invalid adjustment: ${text}`);
  return parts.includes('split') || parts.includes('all');
}

/** The currency is echoed where it was asked for. */
export function currencyEcho(query: Query): { currency?: string } {
  const currency = query('currency');
  return currency === undefined ? {} : { currency };
}
