import { SourceOutage } from '../domain/outage.ts';
import type { EvidenceContent, EvidenceStore } from './evidence-store.ts';
import { isWorthRetrying } from './last-attempt.ts';
import type { SourceRef } from './source-ref.ts';

/** One source to ask: how, and under which kind its answer is kept. */
export interface SourceRequest {
  readonly source: string;
  readonly request: string;
  readonly read: () => Promise<EvidenceContent>;
}

export interface ReadingPlace {
  readonly cycleId: string | undefined;
  readonly evidence: EvidenceStore;
  readonly now: () => Date;
}

/**
 * Asks one source and keeps its answer as evidence. While Temporal will try again an outage is thrown; after that
 * the source is missing, with its reason, and the cycle goes on with the others.
 */
export async function readSource(
  place: ReadingPlace,
  { source, request, read }: SourceRequest,
): Promise<SourceRef> {
  try {
    const answer = await read();
    const fetchedAt = place.now().toISOString();
    const [hash] = await place.evidence.put(place.cycleId, [
      { ...answer, source, request, fetchedAt, availableAt: fetchedAt },
    ]);
    if (hash === undefined) throw new Error(`no hash for ${source}`);
    return { status: 'ok', source, fetchedAt, hash };
  } catch (error) {
    if (!(error instanceof SourceOutage) || isWorthRetrying(error)) throw error;
    return {
      status: 'missing',
      source,
      code: `SOURCE_${wordOf(error)}`,
      reason: error.message.slice(0, 300),
    };
  }
}

/** "3 of 3 sources", or which are missing and why. */
export function noteOnSources(refs: readonly SourceRef[]): string {
  const missing = refs.flatMap((ref) =>
    ref.status === 'missing' ? [`${ref.source} missing (${ref.code})`] : [],
  );
  return [`${refs.length - missing.length} of ${refs.length} sources`, ...missing].join(', ');
}

function wordOf(error: SourceOutage): string {
  return error.kind.toUpperCase().replaceAll('-', '_');
}
