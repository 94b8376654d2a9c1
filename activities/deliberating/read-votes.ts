import type { Deliberated } from '../../domain/deciding/deliberation-record.ts';
import type { Vote } from '../../domain/deciding/judge-proposals.ts';
import type { EvidenceStore } from '../evidence-store.ts';

/** The answers in the form that deliberations ended with, each with what its conversation had shown. */
export async function readVotes(
  evidence: EvidenceStore,
  deliberated: readonly Deliberated[],
): Promise<readonly Vote[]> {
  const votes = await Promise.all(
    deliberated.map(async ({ outcome, answer, transcript }): Promise<readonly Vote[]> => {
      if (outcome !== 'answered' || answer === undefined) return [];
      const [{ output }, { shown }] = await Promise.all([
        evidence.read('modelAnswer', answer),
        evidence.read('transcript', transcript),
      ]);
      return [{ output, shown: new Set(shown) }];
    }),
  );
  return votes.flat();
}
