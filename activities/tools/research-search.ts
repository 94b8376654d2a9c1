import type { ResearchFinding } from '../../domain/ports/research.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { keep } from './tool-place.ts';

const FINDINGS_MAX = 5;

/** One paid search, within the day's budget. What was published after the decision's day is not wanted. */
export const researchSearchTool = defineTool(
  TOOL_FORMS.research_search,
  { timeoutMs: 40_000, charsMax: 9_000 },
  async ({ question }, place) => {
    const { deps, context } = place;
    if (deps.research === undefined) return { refused: 'searching is not configured' };
    const outcome = await deps.research({
      question,
      findingsMax: FINDINGS_MAX,
      asOf: context.dataAsOf,
    });
    if (outcome.kind === 'not-configured') return { refused: 'searching is not configured' };
    if (outcome.kind === 'over-budget') return { refused: 'the day’s budget for searching is spent' };
    const { kind: _, ...found } = outcome;
    const today = context.dataAsOf.slice(0, 10);
    const isKnown = ({ publishedOn = today }: ResearchFinding) => publishedOn <= today;
    const answer = { ...found, findings: found.findings.filter(isKnown) };
    const about = { source: 'valyu', request: question };
    const hash = await keep(place, { kind: 'research', value: answer }, about);
    const findings = answer.findings.map(({ title, source, publishedOn, content }) => {
      return { title, source, publishedOn, content: content.slice(0, 1_500) };
    });
    return { told: { findings }, about: 'findings', cites: [hash], simulated: false };
  },
);
