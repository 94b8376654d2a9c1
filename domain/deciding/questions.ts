import type { ModelAnswer } from '../llm/model-answer.ts';
import type { ModelMessage, ModelRequest, ToolOffer } from '../llm/model-request.ts';
import { fenced } from '../tools/fence.ts';
import type { AcceptedProposal } from './accepted-proposal.ts';
import { CRITICISM_FORM } from './criticism.ts';
import { type Dossier, type DossierInput, dossier } from './dossier.ts';
import { CRITIC_INSTRUCTIONS, instructions } from './instructions.ts';
import { PROPOSAL_FORM } from './proposal-form.ts';

/** Bounds the answer with its reasoning. */
const OUTPUT_TOKENS_MAX = 8_000;
/** Of all that a conversation holds: more is neither read well nor priced everywhere. */
const CONVERSATION_CHARS_MAX = 160_000;
const ARGUMENTS_CHARS_MAX = 4_000;

/** What a tool gave, as the conversation shows it. */
export interface ShownResult {
  readonly callId: string;
  readonly name: string;
  readonly failed: boolean;
  /** Cleaned and fenced by the tool. */
  readonly text: string;
  /** Hash of the result, which may be cited; absent where the tool never came back. */
  readonly hash?: string;
}

/** The first question of a deliberation, and the hashes that its answer may cite. */
export function firstQuestion(
  input: DossierInput,
  tools: readonly ToolOffer[],
): { readonly request: ModelRequest; readonly shown: readonly string[] } {
  const { text, shown }: Dossier = dossier(input);
  const request: ModelRequest = {
    system: instructions(input.parameters),
    messages: [{ role: 'user', text: `${text}\n\nDecide. Look closer with the tools where it helps.` }],
    tools,
    output: PROPOSAL_FORM,
    maxOutputTokens: OUTPUT_TOKENS_MAX,
  };
  return { request, shown };
}

/**
 * The next question: the same conversation with what the tools gave. Results past the conversation's size are left out
 * and said to be.
 * @param closing why tools may no longer be called; left out, they may
 */
export function nextQuestion(
  request: ModelRequest,
  answer: ModelAnswer,
  results: readonly ShownResult[],
  closing: string | undefined,
): ModelRequest {
  const { text, toolCalls } = answer;
  const said: ModelMessage = { role: 'assistant', text, toolCalls };
  let left = CONVERSATION_CHARS_MAX - JSON.stringify([request.messages, said]).length;
  const shown = results.map((result): ModelMessage => {
    const body = result.hash === undefined ? result.text : `${result.text}\nevidence ${result.hash}`;
    const fits = body.length <= left;
    if (fits) left -= body.length;
    const { callId, name, failed } = result;
    const told = fits ? body : 'Left out: the conversation has reached its size.';
    return { role: 'tool', callId, name, text: told, ...(failed || !fits ? { failed: true } : {}) };
  });
  const last: readonly ModelMessage[] =
    closing === undefined
      ? []
      : [{ role: 'user', text: `${closing} Give your answer in the form, by what you have been shown.` }];
  return {
    ...request,
    messages: [...request.messages, said, ...shown, ...last],
    ...(closing === undefined ? {} : { mayCallTools: false }),
  };
}

/** What the critic is asked: the dossier as the model had it, and what it proposes, fenced. */
export function criticQuestion(first: ModelRequest, proposals: readonly AcceptedProposal[]): ModelRequest {
  const told = proposals.map((proposal) => {
    const { symbol, action, weight, confidence, horizonDays, thesis, counterThesis, invalidationPrice } =
      proposal;
    const words = fenced(
      `case for ${symbol}`,
      `${thesis}\nAgainst it: ${counterThesis}`,
      ARGUMENTS_CHARS_MAX,
    );
    const figures = { symbol, action, targetWeight: weight, confidence, horizonDays, invalidationPrice };
    return `${JSON.stringify(figures)}\n${words}`;
  });
  return {
    system: CRITIC_INSTRUCTIONS,
    messages: [...first.messages.slice(0, 1), { role: 'user', text: `## The proposals\n${told.join('\n')}` }],
    tools: [],
    output: CRITICISM_FORM,
    maxOutputTokens: OUTPUT_TOKENS_MAX,
  };
}
