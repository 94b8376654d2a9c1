import { evidenceOfCycle } from '../../db/queries/evidence/evidence.ts';
import type { ResearchAnswer, ResearchFinding } from '../../domain/ports/research.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { keep, type ToolOutcome, type ToolPlace } from './tool-place.ts';

const FINDINGS_MAX = 5;
const CONTENT_CHARS_MAX = 1_500;

/**
 * One paid search, within the day's budget. What was published after the decision's day is not wanted. The same question
 * is paid for once a cycle, whatever crashed after it.
 */
export const researchSearchTool = defineTool(
  TOOL_FORMS.research_search,
  { timeoutMs: 40_000, charsMax: 9_000 },
  async ({ question }, place) => {
    const { deps, context } = place;
    if (deps.research === undefined) return { refused: 'searching is not configured' };
    const paid = await paidAnswer(place, question);
    if (paid !== undefined) return told(paid.answer, paid.hash);
    const asked = { question, findingsMax: FINDINGS_MAX, asOf: context.dataAsOf };
    const outcome = await deps.research(asked);
    if (outcome.kind === 'not-configured') return { refused: 'searching is not configured' };
    if (outcome.kind === 'over-budget') return { refused: 'the day’s budget for searching is spent' };
    const { kind: _, ...found } = outcome;
    const today = context.dataAsOf.slice(0, 10);
    const isKnown = ({ publishedOn = today }: ResearchFinding) => publishedOn <= today;
    const answer = { ...found, findings: found.findings.filter(isKnown) };
    const about = { source: 'valyu', request: question };
    return told(answer, await keep(place, { kind: 'research', value: answer }, about));
  },
);

async function paidAnswer({ deps, context }: ToolPlace, question: string) {
  const known = await evidenceOfCycle(deps.db, context.userId, context.cycleId);
  const row = known.find(({ role, request }) => role === 'research' && request === question);
  return row && { hash: row.hash, answer: await deps.evidence.read('research', row.hash) };
}

function told({ findings }: ResearchAnswer, hash: string): ToolOutcome {
  const shown = findings.map(({ title, source, publishedOn, content }) => {
    return { title, source, publishedOn, content: content.slice(0, CONTENT_CHARS_MAX) };
  });
  return { told: { findings: shown }, about: 'findings', cites: [hash], simulated: false };
}
