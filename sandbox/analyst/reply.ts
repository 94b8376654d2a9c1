import type { Market } from '../world/world.ts';
import { ANALYST, type Conversation, type Reply } from './conversation.ts';
import { fillForm, type Subject } from './fill-form.ts';
import { planToolCalls } from './plan-tool-calls.ts';
import { type Figures, readFigures, symbolsIn, weightMaxIn } from './read-figures.ts';

const HOLDINGS_MAX = 2;
const USUAL_WEIGHT = '0.05';

/** What a control asks to go wrong in the answer itself. */
export type AnswerFault = 'refusal' | 'cut-off' | 'malformed-output' | undefined;

/**
 * The rule: look at what the tools have, then hold of the symbols with a price the half that rose most in what was
 * shown, two at most, each at the largest weight that is allowed, and nothing of the others. Nothing but the
 * conversation goes into it.
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
  const figures = readFigures([prompt, ...results], symbols).filter(({ price }) => price !== undefined);
  const best = figures
    .toSorted((one, other) => other.change - one.change)
    .slice(0, Math.min(HOLDINGS_MAX, Math.ceil(figures.length / 2)));
  if (form === undefined) {
    const names = best.map(({ symbol }) => symbol).join(', ');
    return `${ANALYST}, a plain rule and no language model: ${names === '' ? 'nothing has a price' : `${names} rose most`}.`;
  }
  const weight = weightMaxIn(prompt) ?? USUAL_WEIGHT;
  return JSON.stringify(
    fillForm(
      form,
      figures.map((one) => subjectOf(one, best.includes(one) ? weight : '0')),
    ),
  );
}

/** What is to be done about a symbol of which `weight` is to be held. */
function subjectOf(figures: Figures, weight: string): Subject {
  const step = Number(weight) - Number(figures.heldWeight ?? '0');
  return { figures, weight, action: step > 0 ? 'buy' : step < 0 ? 'sell' : 'hold' };
}
