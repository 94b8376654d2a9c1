import type { ReferenceDeps } from './deps.ts';
import { fetchReferenceDataActivity } from './fetch-reference-data.ts';
import { readDueDocumentsActivity } from './read-due-documents.ts';

/** The steps that wait for slow outside sources; they run on the `research` queue and never delay an order. */
export function createResearchActivities(deps: ReferenceDeps) {
  return { ...fetchReferenceDataActivity(deps), ...readDueDocumentsActivity(deps) };
}

export type ResearchActivities = ReturnType<typeof createResearchActivities>;
