import type { EvidenceKind, ReadingOf } from '../../domain/evidence.ts';
import { fuseMarketData } from '../../domain/fusing/fuse-market-data.ts';
import type { FusedView } from '../../domain/fusion.ts';
import type { EvidenceStore } from '../evidence-store.ts';
import { type CountCopies, keepCopies } from '../kept-copies.ts';
import type { KnownSources, SourceRef } from '../source-ref.ts';
import { universeOf } from './universe-of.ts';

/** Gives the fused views of a cycle or a look, from the evidence of its sources: the same views whenever it is asked. */
export type CycleViews = (known: KnownSources) => Promise<readonly FusedView[]>;

/** Cycles under way at once; the next step of a cycle usually runs where the last one did. */
const CYCLES_MAX = 16;

/** Fuses once for each set of sources: evidence never changes under its hash, and fusing is pure. */
export function createCycleViews(evidence: EvidenceStore, count?: CountCopies): CycleViews {
  const fused = keepCopies<readonly FusedView[]>(
    { source: 'alphaflow', name: 'fused views', bound: { entriesMax: CYCLES_MAX } },
    count,
  );
  return async (known) => {
    const { sources, dataAsOf } = known;
    const at = 'symbol' in known ? { symbol: known.symbol } : { definition: known.definition };
    const key = JSON.stringify([at, dataAsOf, sources]);
    const views = fused.get(key) ?? (await fuseSources(evidence, known));
    fused.set(key, views);
    return views;
  };
}

async function fuseSources(evidence: EvidenceStore, known: KnownSources): Promise<readonly FusedView[]> {
  const { sources, dataAsOf } = known;
  const [universe, bars, snapshots, news, filings, fundamentals, shortInterest, shortVolume, fx] =
    await Promise.all([
      universeOf(evidence, known),
      readingOf(evidence, 'bars', sources.bars),
      readingOf(evidence, 'snapshots', sources.snapshots),
      readingOf(evidence, 'news', sources.news),
      readingOf(evidence, 'filings', sources.filings),
      readingOf(evidence, 'fundamentals', sources.fundamentals),
      readingOf(evidence, 'shortInterest', sources.shortInterest),
      readingOf(evidence, 'shortVolume', sources.shortVolume),
      readingOf(evidence, 'fx', sources.fx),
    ]);
  const documents = { news, filings, fundamentals };
  return fuseMarketData(
    { symbols: universe, bars, snapshots, ...documents, shortInterest, shortVolume, fx },
    dataAsOf,
  );
}

async function readingOf<K extends EvidenceKind>(
  evidence: EvidenceStore,
  kind: K,
  ref: SourceRef,
): Promise<ReadingOf<K>> {
  if (ref.status === 'missing') return ref;
  return { ...ref, value: await evidence.read(kind, ref.hash) };
}
