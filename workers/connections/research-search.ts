import type { LedgerDeps, ReferenceDeps } from '../../activities/deps.ts';
import type { Config } from '../../config/config.ts';
import { createValyu, VALYU_URL } from '../../connectors/valyu/research-search.ts';
import { createBudgetedResearch } from '../../resilience/budgeted-research.ts';
import type { SourceAccess } from '../../resilience/source-access.ts';
import { type StoredKeyUse, withNewestKey } from '../keys/with-newest-key.ts';

/** Research search behind its guard and within its budget; undefined without a key for it. */
export function researchSearch(
  research: Config['research'],
  { db, now }: LedgerDeps,
  access: SourceAccess,
  stored: StoredKeyUse,
): ReferenceDeps['research'] {
  if (research === undefined) return undefined;
  return createBudgetedResearch({
    db,
    now,
    source: {
      search: (question, signal) =>
        withNewestKey(stored, 'valyu', research.apiKey, (apiKey) =>
          createValyu({ baseUrl: VALYU_URL, apiKey }).search(question, signal),
        ),
    },
    guard: access.guardOf('valyu'),
    usdPerDay: research.usdPerDay,
  });
}
