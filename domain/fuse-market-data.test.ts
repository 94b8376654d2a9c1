import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseMarketData } from './fuse-market-data.ts';
import { STALE_AFTER_MS } from './fusing/staleness.ts';
import type { FusedView, FusionSources } from './fusion.ts';
import type { Bar, NewsItem } from './market.ts';
import { AS_OF, dailyBars, quote, reading, sources } from './samples.ts';

const PARTS = ['quote', 'lastTrade', 'dailyBars', 'news', 'filings', 'shortInterest', 'fx'] as const;
const BEFORE = '2026-01-06T15:29:50.000Z';
const AFTER = '2026-01-06T15:30:00.001Z';

function only(sources: FusionSources, asOf = AS_OF): FusedView {
  const [view] = fuseMarketData(sources, asOf);
  if (view === undefined) throw new RangeError('no view');
  return view;
}

function bar(start: string, close = '100'): Bar {
  return { start, open: close, high: close, low: close, close, volume: '1' };
}

function news(id: string, createdAt: string, symbols: readonly string[] = ['AAPL']): NewsItem {
  return { id, headline: id, summary: '', source: 'wire', url: 'https://example.org', symbols, createdAt };
}

function filing(accessionNumber: string, availableAt: string) {
  return {
    accessionNumber,
    form: '8-K',
    filedOn: '2026-01-05',
    items: '',
    primaryDocument: 'a.htm',
    availableAt,
  };
}

function shortInterest(availableAt: string) {
  return {
    settlementDate: '2025-12-15',
    shortQuantity: '1',
    previousShortQuantity: '1',
    averageDailyVolume: '1',
    daysToCover: '1',
    availableAt,
  };
}

function rate(quoted: string, value: string, availableAt: string) {
  return { base: 'USD', quote: quoted, rate: value, date: '2026-01-05', availableAt };
}

/** One answer of every source, every datum of it available at `at`. */
function everything(at: string): FusionSources {
  return sources(['AAPL'], {
    bars: reading({ AAPL: [bar(at)] }),
    snapshots: reading({
      AAPL: { quote: quote('99', '101', at), lastTrade: { price: '100', size: '1', at } },
    }),
    news: reading([news('n', at)]),
    filings: reading({ AAPL: [filing('f', at)] }),
    shortInterest: reading({ AAPL: shortInterest(at) }),
    fx: reading([rate('EUR', '0.9', at)]),
  });
}

describe('fuseMarketData', () => {
  it('gives one view a symbol, in the order asked, each once', () => {
    const views = fuseMarketData(sources(['MSFT', 'AAPL', 'MSFT']), AS_OF);
    expect(views.map(({ symbol }) => symbol)).toEqual(['MSFT', 'AAPL']);
  });

  it('gives every part of a source that did not answer the source’s own code and reason', () => {
    const view = only(sources(['AAPL']));
    for (const part of PARTS) {
      expect(view[part]).toEqual({
        status: 'missing',
        source: 'sample',
        code: 'NOT_ASKED',
        reason: 'not asked',
      });
    }
  });

  it('says of a source that answered without the symbol that the symbol is not in it', () => {
    const view = only(
      sources(['constructor'], {
        bars: reading({}),
        snapshots: reading({}),
        filings: reading({}),
        shortInterest: reading({}),
      }),
    );
    for (const part of ['quote', 'lastTrade', 'dailyBars', 'filings', 'shortInterest'] as const) {
      expect(view[part]).toMatchObject({ status: 'missing', code: 'SYMBOL_NOT_IN_SOURCE' });
    }
  });

  it('takes no news about the symbol for an answer, not for a gap', () => {
    const view = only(sources(['AAPL'], { news: reading([news('1', BEFORE, ['MSFT'])]) }));
    expect(view.news).toMatchObject({ status: 'ok', value: [], availableAt: AS_OF, stale: false });
  });

  it('carries source, hash and age of each datum', () => {
    const view = only(
      sources(['AAPL'], { snapshots: reading({ AAPL: { quote: quote('99', '101', BEFORE) } }) }),
    );
    expect(view.quote).toEqual({
      status: 'ok',
      value: quote('99', '101', BEFORE),
      source: 'sample',
      availableAt: BEFORE,
      ageMs: 10_000,
      stale: false,
      hash: 'hash-of-sample',
    });
    expect(view.lastTrade).toMatchObject({ status: 'missing', code: 'SYMBOL_NOT_IN_SOURCE' });
  });

  it('leaves the unfinished bar of the day out, and knows a finished one from the next New York midnight', () => {
    const bars = [
      bar('2026-01-06T05:00:00Z', '3'),
      bar('2026-01-05T05:00:00Z', '2'),
      bar('2026-01-02T05:00:00Z', '1'),
    ];
    const answers = sources(['AAPL'], { bars: reading({ AAPL: bars }) });
    const during = only(answers);
    expect(during.dailyBars).toMatchObject({
      status: 'ok',
      availableAt: '2026-01-06T05:00:00.000Z',
      stale: false,
    });
    expect(during.dailyBars.status === 'ok' && during.dailyBars.value.map(({ close }) => close)).toEqual([
      '1',
      '2',
    ]);
    const lastMoment = only(answers, '2026-01-07T04:59:59.999Z');
    expect(lastMoment.dailyBars).toEqual({ ...during.dailyBars, ageMs: 86_399_999 });
    const nextDay = only(answers, '2026-01-07T05:00:00.000Z');
    expect(nextDay.dailyBars).toMatchObject({ availableAt: '2026-01-07T05:00:00.000Z', ageMs: 0 });
  });

  it('keeps the newest known rate of each pair', () => {
    const view = only(
      sources(['AAPL'], {
        fx: reading([
          rate('EUR', '0.8', '2026-01-02T15:00:00Z'),
          rate('EUR', '0.9', '2026-01-05T15:00:00Z'),
          rate('EUR', '1.0', AFTER),
          rate('CHF', '0.7', '2026-01-05T15:00:00Z'),
        ]),
      }),
    );
    expect(view.fx.status === 'ok' && view.fx.value.map(({ rate }) => rate)).toEqual(['0.7', '0.9']);
  });

  it('orders news and filings from the newest', () => {
    const view = only(
      sources(['AAPL'], {
        news: reading([news('old', '2026-01-01T00:00:00Z'), news('new', BEFORE)]),
        filings: reading({ AAPL: [filing('old', '2026-01-01T00:00:00Z'), filing('new', BEFORE)] }),
      }),
    );
    expect(view.news.status === 'ok' && view.news.value.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(view.filings).toMatchObject({ availableAt: BEFORE });
  });

  it.each(PARTS)('calls %s stale one millisecond after its threshold, and not at it', (part) => {
    const at = Date.parse('2026-01-05T05:00:00Z');
    // A daily bar is known a day after it starts.
    const known = part === 'dailyBars' ? at + 86_400_000 : at;
    const answers = everything(new Date(at).toISOString());
    const atThreshold = only(answers, new Date(known + STALE_AFTER_MS[part]).toISOString());
    expect(atThreshold[part]).toMatchObject({ status: 'ok', stale: false });
    const after = only(answers, new Date(known + STALE_AFTER_MS[part] + 1).toISOString());
    expect(after[part]).toMatchObject({ status: 'ok', stale: true });
  });

  it.each([
    ['crossed', quote('101', '100'), '100', /crossed/],
    ['without a bid', quote('0', '100'), '100', /one-sided/],
    ['far from the last trade', quote('100', '100.1'), '120', /outside the quote/],
    ['far from the last close', quote('24.99', '25.01'), '25', /last close/],
  ])('says in words that a quote is %s', (_name, quoted, price, words) => {
    const view = only(
      sources(['AAPL'], {
        bars: reading({ AAPL: dailyBars([100]) }),
        snapshots: reading({ AAPL: { quote: quoted, lastTrade: { price, size: '1', at: AS_OF } } }),
      }),
    );
    expect(view.conflicts).toHaveLength(1);
    expect(view.conflicts[0]).toMatch(words);
  });

  it('leaves bars that contradict themselves out and reports them', () => {
    const good = bar('2026-01-02T05:00:00Z');
    const bars = [
      good,
      { ...good, start: '2026-01-05T05:00:00Z', high: '1' },
      { ...good, start: '2026-01-01T05:00:00Z', close: 'NaN' },
    ];
    const view = only(sources(['AAPL'], { bars: reading({ AAPL: bars }) }));
    expect(view.dailyBars).toMatchObject({ value: [good] });
    expect(view.conflicts).toHaveLength(2);
  });

  it('refuses an asOf that is not a time', () => {
    expect(() => fuseMarketData(sources(['AAPL']), 'now')).toThrow(RangeError);
  });
});

describe('the future', () => {
  const asOfMs = Date.parse(AS_OF);
  const later = fc
    .integer({ min: 1, max: 400 * 86_400_000 })
    .map((ms) => new Date(asOfMs + ms).toISOString());
  const any = fc
    .integer({ min: -400 * 86_400_000, max: 400 * 86_400_000 })
    .map((ms) => new Date(asOfMs + ms).toISOString());

  it('is ignored: a datum of a later time leaves no trace', () => {
    fc.assert(
      fc.property(later, later, (at, other) => {
        const view = only(everything(at));
        expect([view.news, view.filings]).toMatchObject([{ value: [] }, { value: [] }]);
        for (const part of ['quote', 'lastTrade', 'dailyBars', 'shortInterest', 'fx'] as const) {
          expect(view[part]).toMatchObject({ code: 'NOT_YET_KNOWN' });
        }
        const past = everything('2026-01-05T05:00:00Z');
        const both = sources(['AAPL'], {
          bars: reading({ AAPL: [bar(other, '9'), bar('2026-01-05T05:00:00Z'), bar(at, '9')] }),
          snapshots: past.snapshots,
          news: reading([news('later', at), news('n', '2026-01-05T05:00:00Z'), news('later', other)]),
          filings: reading({ AAPL: [filing('later', at), filing('f', '2026-01-05T05:00:00Z')] }),
          shortInterest: past.shortInterest,
          fx: reading([rate('EUR', '7', at), rate('EUR', '0.9', '2026-01-05T05:00:00Z')]),
        });
        expect(fuseMarketData(both, AS_OF)).toEqual(fuseMarketData(past, AS_OF));
      }),
    );
  });

  it('never shows: whatever the times, no part is available later than asOf, and no age is negative', () => {
    fc.assert(
      fc.property(any, any, (at, asOf) => {
        const view = only(everything(at), asOf);
        const known = PARTS.map((name) => view[name]).filter((part) => part.status === 'ok');
        for (const part of known) {
          expect(Date.parse(part.availableAt)).toBeLessThanOrEqual(Date.parse(asOf));
          expect(part.ageMs).toBe(Date.parse(asOf) - Date.parse(part.availableAt));
        }
      }),
    );
  });
});
