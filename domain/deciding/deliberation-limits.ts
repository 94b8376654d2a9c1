import { type DecimalString, decimal, toDecimalString } from '../money.ts';
import type { AnalystParameters } from '../strategies/analyst.ts';

export type DeliberationLimits = Pick<
  AnalystParameters,
  'stepsMax' | 'toolCallsMax' | 'tokensMax' | 'usdMax' | 'secondsMax'
>;

/** What a deliberation has used so far. */
export interface Used {
  readonly steps: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: DecimalString;
  readonly ms: number;
}

/** `closing`: one more question, without tools. `stop`: not even that; there is no answer then. */
export type NextQuestion =
  | { readonly kind: 'tools' }
  | { readonly kind: 'closing'; readonly why: string }
  | { readonly kind: 'stop'; readonly why: string };

/** From this share of money, tokens and time on the next question is the last: it must still find room. */
const LAST_SHARE = 0.75;

/** What may be asked next, by what has been used. Steps and calls of tools are counted before they are made. */
export function nextQuestionBy(limits: DeliberationLimits, used: Used): NextQuestion {
  const tokens = used.inputTokens + used.outputTokens;
  const shares = [
    ['tokens', tokens / limits.tokensMax, `${limits.tokensMax} tokens`],
    ['dollars', decimal(used.costUsd).div(limits.usdMax).toNumber(), `${limits.usdMax} dollars`],
    ['time', used.ms / (limits.secondsMax * 1_000), `${limits.secondsMax} seconds`],
  ] as const;
  const spent = shares.find(([, share]) => share >= 1);
  if (spent !== undefined) return { kind: 'stop', why: `The limit of ${spent[2]} is reached.` };
  if (used.steps >= limits.stepsMax) {
    return { kind: 'stop', why: `The limit of ${limits.stepsMax} questions is reached.` };
  }
  const near = shares.find(([, share]) => share >= LAST_SHARE);
  if (near !== undefined) return { kind: 'closing', why: `The limit of ${near[2]} is near.` };
  if (used.steps === limits.stepsMax - 1) {
    return { kind: 'closing', why: `This is the last of ${limits.stepsMax} questions.` };
  }
  if (used.toolCalls >= limits.toolCallsMax) {
    return { kind: 'closing', why: `The limit of ${limits.toolCallsMax} tool calls is reached.` };
  }
  return { kind: 'tools' };
}

export function addUsd(one: DecimalString, other: DecimalString): DecimalString {
  return toDecimalString(decimal(one).plus(other));
}
