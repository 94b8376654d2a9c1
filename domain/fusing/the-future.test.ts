import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FusedView, FusionSources } from '../fusion.ts';
import { AS_OF, reading, sources } from '../samples.ts';
import { fuseMarketData } from './fuse-market-data.ts';
import { bar, bySymbol, everything, figures, filing, news, PARTS, rate } from './samples.ts';

function only(sources: FusionSources, asOf = AS_OF): FusedView {
  const [view] = fuseMarketData(sources, asOf);
  if (view === undefined) throw new RangeError('no view');
  return view;
}

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
        for (const part of [
          'quote',
          'lastTrade',
          'dailyBars',
          'fundamentals',
          'shortInterest',
          'shortVolume',
          'fxExposure',
        ] as const) {
          expect(view[part]).toMatchObject({ code: 'NOT_YET_KNOWN' });
        }
        const past = everything('2026-01-05T05:00:00Z');
        const both = sources(['AAPL'], {
          bars: reading({ AAPL: [bar(other, '9'), bar('2026-01-05T05:00:00Z'), bar(at, '9')] }),
          snapshots: past.snapshots,
          news: reading([news('later', at), news('n', '2026-01-05T05:00:00Z'), news('later', other)]),
          filings: reading(bySymbol([filing('later', at), filing('f', '2026-01-05T05:00:00Z')])),
          fundamentals: reading(
            bySymbol({
              ...figures(at),
              facts: [...figures(at).facts, ...figures('2026-01-05T05:00:00Z').facts],
            }),
          ),
          shortInterest: past.shortInterest,
          shortVolume: past.shortVolume,
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
