import type { EvidenceStore } from '../evidence-store.ts';
import type { LookedAt } from '../source-ref.ts';

/** The symbols that are looked at. */
export async function universeOf(evidence: EvidenceStore, at: LookedAt): Promise<readonly string[]> {
  return 'symbol' in at ? [at.symbol] : (await evidence.read('definition', at.definition)).universe;
}
