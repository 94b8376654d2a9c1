import { askModelActivity } from './asking/ask-model.ts';
import type { AskingDeps } from './asking/asking-deps.ts';
import type { ReferenceDeps } from './deps.ts';
import { fetchReferenceDataActivity } from './fetch-reference-data.ts';
import { readDueDocumentsActivity } from './read-due-documents.ts';
import { searchResearchActivity } from './search-research.ts';

/**
 * The steps that wait for slow outside sources and for language models; they run on the `research` queue and never
 * delay an order.
 */
export function createResearchActivities(deps: ReferenceDeps & AskingDeps) {
  return {
    ...fetchReferenceDataActivity(deps),
    ...readDueDocumentsActivity(deps),
    ...askModelActivity(deps),
    ...searchResearchActivity(deps),
  };
}

export type ResearchActivities = ReturnType<typeof createResearchActivities>;
