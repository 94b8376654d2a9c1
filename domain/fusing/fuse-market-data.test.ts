import { describe, expect, it } from 'vitest';
import type { FusedView, FusionSources } from '../fusion.ts';
import { AS_OF, dailyBars, quote, reading, sources } from '../samples.ts';
import { fuseMarketData } from './fuse-market-data.ts';
import { bar, bySymbol, everything, figures, filing, GIVEN, news, rate } from './samples.ts';
import { STALE_AFTER_MS } from './staleness.ts';

const BEFORE = '2026-01-06T15:29:50.000Z';
const AFTER = '2026-01-06T15:30:00.001Z';

function only(sources: FusionSources, asOf = AS_OF): FusedView {
  const [view] = fuseMarketData(sources, asOf);
  if (view === undefined) throw new RangeError('no view');
  return view;
}

describe('fuseMarketData', () => {
  it('gives one view a symbol, in the order asked, each once', () => {
    const views = fuseMarketData(sources(['MSFT', 'AAPL', 'MSFT']), AS_OF);
    expect(views.map(({ symbol }) => symbol)).toEqual(['MSFT', 'AAPL']);
  });

  it('gives every part of a source that did not answer the source’s own code and reason', () => {
    const view = only(sources(['AAPL']));
    expect(view.price).toMatchObject({ status: 'missing', code: 'NO_PRICE' });
    for (const part of [...GIVEN, 'volume', 'volatility', 'trend', 'liquidity'] as const) {
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
        filings: reading({ found: {}, unread: [] }),
        fundamentals: reading({ found: {}, unread: ['constructor'] }),
        shortInterest: reading({}),
        shortVolume: reading({}),
      }),
    );
    for (const part of [
      'quote',
      'lastTrade',
      'dailyBars',
      'filings',
      'shortInterest',
      'shortVolume',
    ] as const) {
      expect(view[part]).toMatchObject({ status: 'missing', code: 'SYMBOL_NOT_IN_SOURCE' });
    }
    expect(view.fundamentals).toMatchObject({ status: 'missing', code: 'NOT_YET_READ' });
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
      quality: 'good',
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
    expect(view.fxExposure.status === 'ok' && view.fxExposure.value.rates.map(({ rate }) => rate)).toEqual([
      '0.7',
      '0.9',
    ]);
  });

  it('orders news and filings from the newest', () => {
    const view = only(
      sources(['AAPL'], {
        news: reading([news('old', '2026-01-01T00:00:00Z'), news('new', BEFORE)]),
        filings: reading(bySymbol([filing('old', '2026-01-01T00:00:00Z'), filing('new', BEFORE)])),
      }),
    );
    expect(view.news.status === 'ok' && view.news.value.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(view.filings).toMatchObject({ availableAt: BEFORE });
  });

  it.each(GIVEN)('calls %s stale one millisecond after its threshold, and not at it', (part) => {
    const at = Date.parse('2026-01-05T05:00:00Z');
    // A daily bar is known a day after it starts.
    const known = part === 'dailyBars' ? at + 86_400_000 : at;
    const answers = everything(new Date(at).toISOString());
    const atThreshold = only(answers, new Date(known + STALE_AFTER_MS[part]).toISOString());
    expect(atThreshold[part]).toMatchObject({ status: 'ok', stale: false, quality: 'good' });
    const after = only(answers, new Date(known + STALE_AFTER_MS[part] + 1).toISOString());
    expect(after[part]).toMatchObject({ status: 'ok', stale: true, quality: 'stale' });
  });

  it.each([
    ['crossed', quote('101', '100'), '100', 'QUOTE_CROSSED', 'lastTrade', 'lastTrade'],
    ['without a bid', quote('0', '100'), '100', 'QUOTE_ONE_SIDED', 'lastTrade', 'lastTrade'],
    ['far from a trade before it', quote('100', '100.1'), '120', 'TRADE_OUTSIDE_QUOTE', 'quote', 'quote'],
    [
      'far from a trade after it',
      quote('100', '100.1', BEFORE),
      '120',
      'TRADE_OUTSIDE_QUOTE',
      'lastTrade',
      'lastTrade',
    ],
    ['far from the close', quote('24.99', '25.01'), '25', 'QUOTE_FAR_FROM_CLOSE', undefined, 'quote'],
  ])(
    'reports a quote that is %s, and takes the price by the rule',
    (_name, quoted, price, code, kept, basis) => {
      const view = only(
        sources(['AAPL'], {
          bars: reading({ AAPL: dailyBars([100]) }),
          snapshots: reading({ AAPL: { quote: quoted, lastTrade: { price, size: '1', at: AS_OF } } }),
        }),
      );
      expect(view.conflicts).toHaveLength(1);
      expect(view.conflicts[0]).toMatchObject({ code, parts: expect.arrayContaining(['quote']) });
      expect(view.conflicts[0]?.resolution?.kept).toBe(kept);
      expect(view.quote).toMatchObject({ quality: 'contested' });
      expect(view.price).toMatchObject({ value: { basis } });
    },
  );

  it('marks figures that a newer report has overtaken, and lets filings stand', () => {
    const report = { ...filing('q', BEFORE), form: '10-Q' };
    const view = only(
      sources(['AAPL'], {
        filings: reading(bySymbol([report])),
        fundamentals: reading(bySymbol(figures('2025-11-01T20:00:00Z'))),
      }),
    );
    expect(view.conflicts).toMatchObject([
      { code: 'FUNDAMENTALS_BEHIND_FILING', resolution: { kept: 'filings' } },
    ]);
    expect([view.fundamentals, view.filings]).toMatchObject([{ quality: 'partial' }, { quality: 'good' }]);
  });

  it('makes volume, movement and worth of a share from what it has, with the hashes of all of it', () => {
    const view = only(
      sources(['AAPL'], {
        bars: reading({ AAPL: dailyBars(Array.from({ length: 60 }, (_, day) => 100 + day)) }, 'bars'),
        snapshots: reading({ AAPL: { quote: quote('159', '161') } }, 'quotes'),
        fx: reading([rate('EUR', '0.9', BEFORE)], 'fx'),
      }),
    );
    expect(view.volume).toMatchObject({ value: { averageDaily: '1000000', days: 20 }, quality: 'good' });
    expect(view.trend).toMatchObject({ value: { direction: 'up' }, hash: 'hash-of-bars' });
    expect(view.liquidity).toMatchObject({
      value: { averageDailyDollars: '149500000', relativeSpread: 0.0125 },
      alsoFrom: ['hash-of-quotes'],
    });
    expect(view.fxExposure).toMatchObject({
      value: { currency: 'USD', share: [{ currency: 'EUR', amount: '144' }] },
      hash: 'hash-of-fx',
      alsoFrom: ['hash-of-quotes'],
    });
  });

  it('makes nothing of too few bars', () => {
    const view = only(sources(['AAPL'], { bars: reading({ AAPL: dailyBars([100, 101]) }) }));
    expect(view.volume).toMatchObject({ quality: 'partial', value: { days: 2 } });
    expect([view.volatility, view.trend]).toMatchObject([
      { code: 'NOT_ENOUGH_BARS' },
      { code: 'NOT_ENOUGH_BARS' },
    ]);
    expect(view.price).toMatchObject({ value: { amount: '101', basis: 'dailyBars' } });
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
