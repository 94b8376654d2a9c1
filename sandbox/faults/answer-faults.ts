import type { MiddlewareHandler } from 'hono';
import type { AnswerFault } from '../analyst/reply.ts';
import type { FaultBoard } from './fault-board.ts';

type ModelSystem = 'openai' | 'anthropic';
const ANSWER_EFFECTS = ['refusal', 'cut-off', 'malformed-output'] as const;

/** What goes wrong with the answers of models, and how each provider says that nothing is left to spend. */
export function answerFaults(board: FaultBoard) {
  return {
    /** The fault that the next answer at a path is to have; it is counted down. */
    answerFault:
      (system: ModelSystem) =>
      (path: string): AnswerFault => {
        const effect = board.match(system, 'POST', path, ANSWER_EFFECTS)?.effect;
        return ANSWER_EFFECTS.find((known) => known === effect);
      },

    outOfQuota:
      (system: ModelSystem): MiddlewareHandler =>
      async (c, next) => {
        if (board.match(system, c.req.method, c.req.path, ['out-of-quota']) === undefined) return next();
        return system === 'openai'
          ? c.json({ error: { ...OPENAI_QUOTA, param: null } }, 429)
          : c.json({ type: 'error', error: ANTHROPIC_QUOTA, request_id: null }, 402);
      },
  };
}

const OPENAI_QUOTA = {
  message: 'You exceeded your current quota, please check your plan and billing details.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
};
const ANTHROPIC_QUOTA = {
  type: 'billing_error',
  message: 'Your credit balance is too low to access the Anthropic API.',
};
