import type { Features } from './analysis.ts';
import type { FusedView, Part } from './fusion.ts';
import { type Correlated, correlate } from './indicators/correlation.ts';
import { filingSurprise } from './indicators/filing-surprise.ts';
import { indicatorsOf } from './indicators/indicator-stream.ts';
import { BARS_NEEDED, INDICATOR_NAMES } from './indicators/indicator-values.ts';

/**
 * Indicators and features of every view, from the views alone. What cannot be computed is absent, and `missing` says
 * why: `return60: needs 61 daily bars, has 40`.
 */
export function analyse(views: readonly FusedView[]): readonly Features[] {
  const bars = new Map(
    views.flatMap(({ symbol, dailyBars }) =>
      dailyBars.status === 'ok' ? [[symbol, dailyBars.value] as const] : [],
    ),
  );
  const correlated = correlate(bars);
  return views.map((view) => featuresOf(view, correlated.get(view.symbol) ?? {}));
}

function featuresOf(view: FusedView, correlated: Correlated): Features {
  const { dailyBars, fundamentals, shortInterest, shortVolume } = view;
  const indicators = indicatorsOf(dailyBars.status === 'ok' ? dailyBars.value : []);
  const missing = missingIndicators(dailyBars, indicators);

  const told: Record<string, number> = {};
  const tell = (name: string, value: number | string) => {
    if (typeof value === 'number' && Number.isFinite(value)) told[name] = value;
    else missing.push(`${name}: ${typeof value === 'string' ? value : 'not defined for these figures'}`);
  };
  tell('shortInterestChange', ofPart(shortInterest, 'short interest', changeOf));
  tell(
    'shortVolumeShare',
    ofPart(
      shortVolume,
      'short volume',
      ({ shortVolume: short, totalVolume: total }) => Number(short) / Number(total),
    ),
  );
  tell('filingSurprise', ofPart(fundamentals, 'reported figures', filingSurprise));
  const { toUniverse, mostAlike } = correlated;
  tell('correlationToUniverse', toUniverse ?? 'needs 20 days in common with another symbol that moves');
  return {
    symbol: view.symbol,
    asOf: view.asOf,
    ...indicators,
    ...told,
    ...(mostAlike === undefined ? {} : { mostAlike }),
    missing,
  };
}

function missingIndicators(
  dailyBars: FusedView['dailyBars'],
  indicators: ReturnType<typeof indicatorsOf>,
): string[] {
  return INDICATOR_NAMES.flatMap((name) => {
    if (indicators[name] !== undefined) return [];
    if (dailyBars.status === 'missing') return [`${name}: no daily bars (${dailyBars.code})`];
    const { length } = dailyBars.value;
    if (length < BARS_NEEDED[name]) return [`${name}: needs ${BARS_NEEDED[name]} daily bars, has ${length}`];
    return [`${name}: not defined for these bars`];
  });
}

function ofPart<T>(part: Part<T>, words: string, of: (value: T) => number | string): number | string {
  return part.status === 'ok' ? of(part.value) : `no ${words} (${part.code})`;
}

function changeOf(report: {
  readonly shortQuantity: string;
  readonly previousShortQuantity?: string;
}): number | string {
  const { shortQuantity, previousShortQuantity } = report;
  if (previousShortQuantity === undefined) return 'the report before is not told';
  return Number(shortQuantity) / Number(previousShortQuantity) - 1;
}
