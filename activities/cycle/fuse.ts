import { setCycleSources } from '../../db/queries/cycles/cycles.ts';
import { storedView } from '../../domain/fusing/stored-view.ts';
import type { MarketDeps } from '../deps.ts';
import type { KnownSources, SourceRef } from '../source-ref.ts';
import type { CycleViews } from './cycle-views.ts';

export interface Fused {
  readonly note: string;
  readonly hash: string;
}

/** One point-in-time view a symbol; kept as evidence; which sources it stands on is in the cycle's row, where there is one. */
export function fuseActivity({
  db,
  evidence,
  cycleViews,
  now,
}: MarketDeps & { readonly cycleViews: CycleViews }) {
  return {
    async fuse(known: KnownSources): Promise<Fused> {
      const views = await cycleViews(known);
      const at = now().toISOString();
      const [hash] = await evidence.put(known.cycleId, [
        {
          kind: 'fused',
          value: views.map(storedView),
          source: 'alphaflow',
          request: 'fuseMarketData',
          fetchedAt: at,
          availableAt: known.dataAsOf,
        },
      ]);
      if (hash === undefined) throw new Error('the views have no hash');
      if (known.cycleId !== undefined) {
        const sources = Object.values(known.sources).map(sourceRow);
        await setCycleSources(db, known.cycleId, { sources, dataAsOf: known.dataAsOf });
      }
      const conflicts = views.reduce((sum, view) => sum + view.conflicts.length, 0);
      return { note: `${views.length} symbols, ${conflicts} conflicts between sources`, hash };
    },
  };
}

function sourceRow(ref: SourceRef) {
  const { source, status } = ref;
  return ref.status === 'ok'
    ? { source, status, hash: ref.hash }
    : { source, status, code: ref.code, reason: ref.reason };
}
