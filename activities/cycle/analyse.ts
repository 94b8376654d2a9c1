import { analyse } from '../../domain/analyse.ts';
import { INDICATOR_NAMES } from '../../domain/indicators/indicator-values.ts';
import type { MarketDeps } from '../deps.ts';
import type { KnownSources } from '../source-ref.ts';
import type { CycleViews } from './cycle-views.ts';

export type AnalyseInput = KnownSources & { readonly fused: string };

export interface Analysed {
  readonly note: string;
  readonly hash: string;
}

/** Indicators and features of every symbol, from the views alone. */
export function analyseActivity({
  evidence,
  cycleViews,
  now,
}: MarketDeps & { readonly cycleViews: CycleViews }) {
  return {
    async analyse(input: AnalyseInput): Promise<Analysed> {
      const features = analyse(await cycleViews(input));
      const at = now().toISOString();
      const [hash] = await evidence.put(input.cycleId, [
        {
          kind: 'features',
          value: features,
          source: 'alphaflow',
          request: `analyse ${input.fused}`,
          fetchedAt: at,
          availableAt: input.dataAsOf,
        },
      ]);
      if (hash === undefined) throw new Error('the features have no hash');
      const incomplete = features.filter((one) =>
        INDICATOR_NAMES.some((name) => one[name] === undefined),
      ).length;
      return { note: `${features.length} symbols, ${incomplete} with missing indicators`, hash };
    },
  };
}
