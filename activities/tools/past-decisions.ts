import { memoryOf } from '../../db/queries/cycles/proposal-memory.ts';
import { withinSize } from '../../domain/memory/past-proposal.ts';
import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { accountOf, keep } from './tool-place.ts';

const PROPOSALS_USUAL = 10;
const CHARS_MAX = 8_000;

/** What this strategy proposed before this decision's moment, and what was known of it then. */
export const pastDecisionsTool = defineTool(
  TOOL_FORMS.past_decisions,
  { timeoutMs: 10_000, charsMax: CHARS_MAX },
  async ({ symbols, limit = PROPOSALS_USUAL }, place) => {
    const { deps, context } = place;
    const { userId, strategyId, dataAsOf } = context;
    const asked = { userId, strategyId, symbols: symbols ?? context.universe, asOf: dataAsOf, limit };
    const past = await memoryOf(deps.db, asked);
    if (past.length === 0) return { refused: 'there are no earlier proposals' };
    const shown = withinSize(past, CHARS_MAX);
    const hash = await keep(
      place,
      { kind: 'memory', value: shown },
      { source: 'alphaflow', request: `${shown.length} earlier proposals` },
    );
    const told = shown.map(
      ({ cycleId: _cycle, clientOrderId: _order, referencePrice: priceThen, ...one }) => {
        return { ...one, priceThen };
      },
    );
    const { mode } = await accountOf(place);
    return { told, about: 'proposals', cites: [hash], simulated: mode === 'sandbox' };
  },
);
