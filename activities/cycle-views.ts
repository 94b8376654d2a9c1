import { fuseMarketData } from '../domain/fuse-market-data.ts';
import type { FusedView } from '../domain/fusion.ts';
import type { EvidenceStore } from './evidence-store.ts';
import type { EvidenceKind, ReadingOf } from './evidence-values.ts';
import type { KnownSources, SourceRef } from './source-ref.ts';

/** The fused views of a cycle, from the evidence of its sources: the same views whenever it is asked. */
export async function cycleViews(
  evidence: EvidenceStore,
  known: KnownSources,
): Promise<readonly FusedView[]> {
  const { sources, dataAsOf } = known;
  const [{ universe }, bars, snapshots, news, filings, shortInterest, fx] = await Promise.all([
    evidence.read('definition', known.definition),
    readingOf(evidence, 'bars', sources.bars),
    readingOf(evidence, 'snapshots', sources.snapshots),
    readingOf(evidence, 'news', sources.news),
    readingOf(evidence, 'filings', sources.filings),
    readingOf(evidence, 'shortInterest', sources.shortInterest),
    readingOf(evidence, 'fx', sources.fx),
  ]);
  return fuseMarketData({ symbols: universe, bars, snapshots, news, filings, shortInterest, fx }, dataAsOf);
}

async function readingOf<K extends EvidenceKind>(
  evidence: EvidenceStore,
  kind: K,
  ref: SourceRef,
): Promise<ReadingOf<K>> {
  if (ref.status === 'missing') return ref;
  return { ...ref, value: await evidence.read(kind, ref.hash) };
}
