import { ActivityFailure, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { ProbeActivities } from '../activities/probes/probe-activities.ts';
import { type ProbeResult, scoreOf } from '../domain/integrations/probe-result.ts';
import { markdownLine } from '../domain/shown-text.ts';
import type { ProbedIntegrations, ProbeIntegrationsInput } from './messages.ts';
import { NOTE_CHARS_MAX } from './note-list.ts';
import { described } from './policies.ts';
import { KEEP_PROBES, PROBE } from './probe-policies.ts';

const { pointsDue, probePoints } = proxyActivities<ProbeActivities>(PROBE);
const { keepResults } = proxyActivities<ProbeActivities>(KEEP_PROBES);

/** Walks the path of every integration point that is due, category by category side by side, and keeps what came of it. */
export async function probeIntegrations(input: ProbeIntegrationsInput): Promise<ProbedIntegrations> {
  const groups = await pointsDue.executeWithOptions(
    described(PROBE, input.all ? 'Every point' : 'Which points are due'),
    [input],
  );
  const { runId } = workflowInfo();
  const results: ProbeResult[] = [];
  await Promise.all(
    groups.map(async ({ category, points }) => {
      const summary = described(PROBE, `${category}: ${points.length} points`);
      results.push(...(await probePoints.executeWithOptions(summary, [{ runId, points }])));
      setCurrentDetails(detailsOf(results));
    }),
  );
  return { results, stored: await stored(results) };
}

/** Without the database the results are this workflow's answer alone. */
async function stored(results: readonly ProbeResult[]): Promise<boolean> {
  try {
    await keepResults.executeWithOptions(described(KEEP_PROBES, `Keep ${results.length} results`), [results]);
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return false;
  }
}

function detailsOf(results: readonly ProbeResult[]): string {
  const { passed, of } = scoreOf(results);
  const lines = results
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ id, outcome, note }) => `- ${id}: ${outcome}: ${markdownLine(note, NOTE_CHARS_MAX)}`);
  return [`${passed} of ${of} passed`, ...lines].join('\n');
}
