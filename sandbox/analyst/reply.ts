import type { Market } from '../world/world.ts';
import { ANALYST, type Conversation, type Reply } from './conversation.ts';
import { fillForm, type Subject } from './fill-form.ts';
import { planToolCalls } from './plan-tool-calls.ts';
import { readFigures, symbolsIn } from './read-figures.ts';

const BUYS_MAX = 2;

/** What a control asks to go wrong in the answer itself. */
export type AnswerFault = 'refusal' | 'cut-off' | 'malformed-output' | undefined;

/**
 * The rule: look at what the tools have, then buy the two symbols that rose most in what was shown, and leave the rest
 * alone. Nothing but the conversation goes into it.
 */
export function replyTo(conversation: Conversation, market: Market, fault: AnswerFault): Reply {
  if (fault === 'refusal') return { text: 'I cannot help with that.', end: 'refused' };
  const symbols = symbolsIn(conversation.prompt, (symbol) => market.asset(symbol) !== undefined);
  const answer = () => answerText(conversation, symbols);
  if (fault === 'cut-off') return { text: answer().slice(0, 20), end: 'cut-off' };
  if (fault === 'malformed-output') return { text: answer().slice(0, -1), end: 'complete' };
  const calls = planToolCalls(conversation, symbols);
  if (calls.length > 0) return { calls };
  const text = answer();
  const charsMax = (conversation.maxOutputTokens ?? Number.POSITIVE_INFINITY) * 4;
  return text.length > charsMax
    ? { text: text.slice(0, charsMax), end: 'cut-off' }
    : { text, end: 'complete' };
}

function answerText({ prompt, results, form }: Conversation, symbols: readonly string[]): string {
  const figures = readFigures([prompt, ...results], symbols);
  const best = figures
    .filter(({ change, price }) => change > 0 && price !== undefined)
    .sort((one, other) => other.change - one.change)
    .slice(0, BUYS_MAX);
  if (form === undefined) {
    const names = best.map(({ symbol }) => symbol).join(', ');
    return `${ANALYST}, a plain rule and no language model: ${names === '' ? 'nothing rose' : `${names} rose most`}.`;
  }
  const subjects = figures.map(
    (one): Subject => ({
      figures: one,
      action: best.includes(one) ? 'buy' : 'hold',
    }),
  );
  return JSON.stringify(fillForm(form, subjects));
}
