import { z } from 'zod';
import type { ModelRequest } from '../domain/llm/model-request.ts';

const proposal = z.strictObject({
  symbol: z.string(),
  action: z.enum(['buy', 'sell', 'hold']),
  confidence: z.number().min(0).max(1),
  thesis: z.string(),
  counterThesis: z.string(),
});

/** What was known, frozen: the same question for every target and every day. */
const FIGURES = [
  { symbol: 'AAPL', closes: ['411.20', '413.05', '409.80', '414.60', '415.06'], rsi14: '58.1' },
  { symbol: 'MSFT', closes: ['521.00', '518.40', '515.75', '509.10', '506.30'], rsi14: '36.9' },
  { symbol: 'NVDA', closes: ['203.10', '204.90', '201.15', '198.80', '197.15'], rsi14: '41.7' },
  { symbol: 'SPY', closes: ['701.30', '702.10', '703.85', '705.00', '706.61'], rsi14: '62.4' },
];

/** A decision without tools, by a form: what is left is the model and the way to it. */
export const FROZEN_DECISION: ModelRequest = {
  system:
    'You propose trades in US equities. Decide on each symbol of the universe from the figures alone: buy, sell or hold, with your confidence from 0 to 1, a thesis and the best argument against it.',
  messages: [{ role: 'user', text: `The last five daily closes in dollars:\n${JSON.stringify(FIGURES)}` }],
  tools: [],
  output: { name: 'decision', schema: z.toJSONSchema(z.strictObject({ proposals: z.array(proposal) })) },
  maxOutputTokens: 4_000,
};
