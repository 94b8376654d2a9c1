import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { attemptsOf } from '../../db/queries/models/llm-calls.ts';
import type { LlmCallRow } from '../../db/schema.ts';
import type { AskedModel, AskModelInput } from '../../domain/llm/asking.ts';
import type { TriedTarget } from '../../domain/llm/model-answer.ts';
import { decimal, toDecimalString } from '../../domain/money.ts';
import type { EvidenceStore } from '../evidence-store.ts';
import { isLastAttempt } from '../last-attempt.ts';
import type { AskingDeps } from './asking-deps.ts';
import { askRound } from './model-gateway.ts';

/** Longer than this no round waits for the next one. */
const WAIT_MAX_MS = 60_000;

/**
 * Asks a language model a question that lies in the evidence store. An answer that the ledger has under the question's
 * key is given again without paying. While Temporal will try again and that may help, a round without an answer is
 * thrown; after that it is a value, with what each target said.
 */
export function askModelActivity(deps: AskingDeps & { readonly evidence: EvidenceStore }) {
  const { db, evidence, terms } = deps;

  const costOfQuestion = async (callKey: string): Promise<string> => {
    const rows = await attemptsOf(db, callKey);
    return toDecimalString(rows.reduce((sum, row) => sum.plus(row.costUsd ?? '0'), decimal('0')));
  };

  const answered = async (row: LlmCallRow, tried: readonly TriedTarget[]): Promise<AskedModel> => {
    const { answer: hash, outcome, status } = row;
    if (hash === null) throw new Error(`the call ${row.id} stands without an answer`);
    const answer = await evidence.read('modelAnswer', hash);
    const target = `${row.provider}:${row.model}`;
    const reused = status === 'reused';
    const { simulated } = answer;
    const costUsd = await costOfQuestion(row.callKey);
    const note = noteOn(
      target,
      simulated,
      `${answer.reason ?? outcome ?? ''}${reused ? ', asked earlier' : ''}`,
    );
    const facts = { simulated, costUsd, note, tried, answer: hash };
    if (answer.outcome !== 'answered') return { status: answer.outcome, ...facts };
    return {
      status: 'answered',
      ...facts,
      target,
      toolCalls: answer.toolCalls.map(({ callId, name }) => ({ callId, name })),
      hasOutput: answer.output !== undefined,
      inputTokens: row.inputTokens ?? 0,
      outputTokens: row.outputTokens ?? 0,
      latencyMs: row.latencyMs ?? 0,
      reused,
    };
  };

  return {
    async askModel(input: AskModelInput): Promise<AskedModel> {
      const request = await evidence.read('modelRequest', input.request);
      if (terms.targets[input.use].length === 0) {
        const note = terms.missing ?? `there is no target for ${input.use}`;
        return { status: 'not-configured', simulated: false, costUsd: '0', note, tried: [] };
      }
      const round = await askRound(deps, input, request, cancellationSignal());
      if ('standing' in round) return await answered(round.standing, round.tried);
      const { why, later, retryAfterMs, tried } = round;
      const note = `${why}: ${tried.map(({ target, reason }) => `${target}: ${reason}`).join('; ')}`.slice(
        0,
        600,
      );
      const costUsd = await costOfQuestion(input.callKey);
      const status = why === 'malformed' ? 'no-target-left' : why;
      const unanswered: AskedModel = { status, simulated: terms.simulated, costUsd, note, tried };
      if (later && !isLastAttempt()) {
        throw ApplicationFailure.create({
          type: 'NoTargetLeft',
          message: note,
          // What it comes to where the workflow has no time for another round.
          details: [unanswered],
          ...(retryAfterMs === undefined ? {} : { nextRetryDelay: Math.min(retryAfterMs, WAIT_MAX_MS) }),
        });
      }
      return unanswered;
    },
  };
}

function noteOn(target: string, simulated: boolean, outcome: string): string {
  return `${target}${simulated ? ' (sandbox-analyst, no language model)' : ''}: ${outcome}`;
}
