import { liveSourceFigures } from '../../db/queries/sources/source-figures.ts';
import { type Probes, see } from './probe.ts';
import { lookOf } from './probe-paths.ts';

const FORMS = ['10-K', '10-Q', '8-K'];

export const externalProbes: Probes = {
  'external.edgar': async ({ deps, signal }) => {
    const asOf = deps.now().toISOString();
    const filings = await deps.sources.filings.recentFilings(
      'AAPL',
      { forms: FORMS, limit: 3, asOf },
      signal,
    );
    see(filings !== undefined && filings.length > 0, 'a company that files has no filing');
    return `newest: ${filings?.[0]?.form ?? ''} of ${filings?.[0]?.filedOn ?? ''}`;
  },
  'external.frankfurter': async ({ deps, signal }) => {
    const rates = await deps.sources.fx.rates('USD', ['EUR', 'GBP'], deps.now().toISOString(), signal);
    return rates.map(({ quote, rate, date }) => `${quote} ${rate} of ${date}`).join(', ');
  },
  'external.finra': async ({ deps, signal }) => {
    const found = await deps.sources.shortInterest.shortInterest(
      ['AAPL', 'MSFT'],
      deps.now().toISOString(),
      signal,
    );
    see(found.size > 0, 'neither of two large companies has short interest');
    return [...found].map(([symbol, { settlementDate }]) => `${symbol} of ${settlementDate}`).join(', ');
  },
  'external.cache-statistics': async ({ deps }) => {
    const told = await liveSourceFigures(deps.db);
    see(told.length > 0, 'no worker has told its figures for 15 seconds');
    const hits = told.flatMap(({ caches }) => caches).reduce((sum, cache) => sum + cache.hits, 0);
    return `${told.length} workers, ${hits} answers from what was kept`;
  },
  'external.fusion': async (run) => {
    const { view, features } = await lookOf(run);
    see(view.price.status === 'ok', 'the view has no price');
    see(features.length === 1, 'the view has no features');
    return `${view.symbol} at ${view.asOf}, ${view.conflicts.length} conflicts`;
  },
  'between.fusion-connectors': async (run) => {
    const { view } = await lookOf(run);
    const { quote, dailyBars, news, filings, fundamentals, shortInterest, shortVolume, fxExposure } = view;
    const parts = { quote, dailyBars, news, filings, fundamentals, shortInterest, shortVolume, fxExposure };
    const missing = Object.entries(parts).flatMap(([name, part]) =>
      part.status === 'missing' ? [`${name}: ${part.code}`] : [],
    );
    see(missing.length === 0, missing.join(', '));
    return `all ${Object.keys(parts).length} parts of ${view.symbol} from their sources`;
  },
};
