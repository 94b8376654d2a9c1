import { decimal } from '../money.ts';
import type { Deliberated, DeliberationRecord } from './deliberation-record.ts';

/** Said wherever such a decision is shown. */
export const NO_MODEL_ASKED = 'no language model was asked: the sandbox’s analyst, a plain rule, answered';

/** One sentence: who decided, how often was asked, what it cost. Nothing of what was said. */
export function deliberationInWords({ simulated, votes, critic, costUsd }: DeliberationRecord): string {
  const who = [...new Set(votes.flatMap(({ target }) => target ?? []))].join(' and ');
  const questions = votes.reduce((sum, { steps }) => sum + steps, 0);
  const calls = votes.reduce((sum, { toolCalls }) => sum + toolCalls, 0);
  const fallen = [...new Set(votes.flatMap(({ tried }) => tried.map(({ target }) => target)))].filter(
    (target) => target !== who,
  );
  return [
    ...(who === '' ? [] : [`by ${who}`]),
    ...(fallen.length === 0 ? [] : [`after ${fallen.join(', ')} gave nothing`]),
    ...(votes.length > 1 ? [`${votes.filter(isAnswered).length} of ${votes.length} votes`] : []),
    `${questions} questions, ${calls} tool calls, ${simulated ? 'as if ' : ''}${roundedUsd(costUsd)} dollars`,
    ...(critic === undefined ? [] : [critic.outcome === 'answered' ? 'criticised' : 'not criticised']),
    ...(simulated ? [NO_MODEL_ASKED] : []),
  ].join(', ');
}

export function isAnswered({ outcome }: Deliberated): boolean {
  return outcome === 'answered';
}

function roundedUsd(amount: string): string {
  return decimal(amount).toDecimalPlaces(4).toFixed();
}
