import { askModelActivity } from '../asking/ask-model.ts';
import type { AskingDeps } from '../asking/asking-deps.ts';
import { callToolActivity } from '../tools/call-tool.ts';
import type { ToolDeps } from '../tools/tool-place.ts';
import { fetchReferenceDataActivity } from './fetch-reference-data.ts';
import { readDueDocumentsActivity } from './read-due-documents.ts';

/**
 * The steps that wait for slow outside sources and for language models; they run on the `research` queue and never
 * delay an order.
 */
export function createResearchActivities(deps: ToolDeps & AskingDeps) {
  return {
    ...fetchReferenceDataActivity(deps),
    ...readDueDocumentsActivity(deps),
    ...askModelActivity(deps),
    ...callToolActivity(deps),
  };
}

export type ResearchActivities = ReturnType<typeof createResearchActivities>;
