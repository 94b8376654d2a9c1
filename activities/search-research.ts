import type { ResearchOutcome, ResearchQuestion } from '../domain/ports/research.ts';
import type { ReferenceDeps } from './deps.ts';

export interface SearchResearchInput extends ResearchQuestion {
  readonly cycleId: string;
}

/** What came of a search as it travels through Temporal: the findings are evidence of the cycle. */
export type SearchedResearch =
  | { readonly kind: 'found'; readonly findings: number; readonly hash: string; readonly costUsd: string }
  | Exclude<ResearchOutcome, { readonly kind: 'found' }>;

/** Searches for a cycle, within the day's budget. Without a key, or without money, it says so. */
export function searchResearchActivity({ evidence, research, now }: ReferenceDeps) {
  return {
    async searchResearch({ cycleId, ...question }: SearchResearchInput): Promise<SearchedResearch> {
      if (research === undefined) return { kind: 'not-configured' };
      const outcome = await research(question);
      if (outcome.kind !== 'found') return outcome;
      const { kind, ...answer } = outcome;
      const fetchedAt = now().toISOString();
      const [hash] = await evidence.put(cycleId, [
        {
          kind: 'research',
          value: answer,
          source: 'valyu',
          request: question.question.slice(0, 300),
          fetchedAt,
          availableAt: fetchedAt,
        },
      ]);
      if (hash === undefined) throw new Error('the findings have no hash');
      return { kind, findings: answer.findings.length, hash, costUsd: answer.costUsd };
    },
  };
}
