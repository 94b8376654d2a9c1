import type { Fundamentals } from '../fundamentals.ts';
import type { FusionSources } from '../fusion.ts';
import type { Bar, NewsItem } from '../market.ts';
import { quote, reading, sources } from '../samples.ts';

export function bar(start: string, close = '100'): Bar {
  return { start, open: close, high: close, low: close, close, volume: '1' };
}

export function news(id: string, createdAt: string, symbols: readonly string[] = ['AAPL']): NewsItem {
  return { id, headline: id, summary: '', source: 'wire', url: 'https://example.org', symbols, createdAt };
}

export function filing(accessionNumber: string, availableAt: string) {
  return {
    accessionNumber,
    form: '8-K',
    filedOn: '2026-01-05',
    items: '',
    primaryDocument: 'a.htm',
    availableAt,
  };
}

export function shortInterest(availableAt: string) {
  return {
    settlementDate: '2025-12-15',
    shortQuantity: '1',
    previousShortQuantity: '1',
    averageDailyVolume: '1',
    daysToCover: '1',
    availableAt,
  };
}

export function rate(quoted: string, value: string, availableAt: string) {
  return { base: 'USD', quote: quoted, rate: value, date: '2026-01-05', availableAt };
}

export function figures(availableAt: string): Fundamentals {
  return {
    cik: '0000320193',
    entityName: 'Apple Inc.',
    facts: [
      {
        concept: 'revenue',
        tag: 'us-gaap:Revenues',
        unit: 'USD',
        value: '1',
        periodStart: '2025-07-01',
        periodEnd: '2025-09-30',
        accessionNumber: 'f',
        form: '10-Q',
        filedOn: '2025-11-01',
        availableAt,
      },
    ],
  };
}

export function shortVolume(availableAt: string) {
  return { date: '2026-01-05', shortVolume: '1', shortExemptVolume: '0', totalVolume: '2', availableAt };
}

export function bySymbol<T>(value: T) {
  return { found: { AAPL: value }, unread: [] };
}

/** One answer of every source, every datum of it available at `at`. */
export function everything(at: string): FusionSources {
  return sources(['AAPL'], {
    bars: reading({ AAPL: [bar(at)] }),
    snapshots: reading({
      AAPL: { quote: quote('99', '101', at), lastTrade: { price: '100', size: '1', at } },
    }),
    news: reading([news('n', at)]),
    filings: reading(bySymbol([filing('f', at)])),
    fundamentals: reading(bySymbol(figures(at))),
    shortInterest: reading({ AAPL: shortInterest(at) }),
    shortVolume: reading({ AAPL: shortVolume(at) }),
    fx: reading([rate('EUR', '0.9', at)]),
  });
}

/** Parts that a source gives, and those that are made of them. */
export const GIVEN = [
  'quote',
  'lastTrade',
  'dailyBars',
  'news',
  'filings',
  'fundamentals',
  'shortInterest',
  'shortVolume',
  'fxExposure',
] as const;
export const MADE = ['price', 'volume', 'volatility', 'trend', 'liquidity'] as const;
export const PARTS = [...GIVEN, ...MADE];
