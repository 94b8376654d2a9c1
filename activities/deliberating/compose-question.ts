import type { QuestionRef } from '../../domain/deciding/question-ref.ts';
import { nextQuestion, type ShownResult } from '../../domain/deciding/questions.ts';
import type { AnsweredCall, TranscriptTurn } from '../../domain/deciding/transcript.ts';
import type { EvidenceStore } from '../evidence-store.ts';
import { keepQuestion, type QuestionDeps, standingQuestion } from './keep-question.ts';

export interface ComposeQuestionInput {
  readonly cycleId: string;
  readonly vote: number;
  readonly asked: QuestionRef;
  /** What came of it. */
  readonly turn: Omit<TranscriptTurn, 'step' | 'request'>;
  /** Why tools may be called no more. */
  readonly closing?: string;
}

/** Composes the next question of a deliberation in the evidence store: the conversation with what the tools gave. */
export function composeQuestionActivity(deps: QuestionDeps) {
  const { evidence } = deps;
  return {
    async composeQuestion(input: ComposeQuestionInput): Promise<QuestionRef> {
      const { cycleId, vote, asked, turn, closing } = input;
      const step = asked.step + 1;
      const standing = await standingQuestion(deps, cycleId, { vote, step });
      if (standing !== undefined) return standing;
      const [before, request, answer, results] = await Promise.all([
        evidence.read('transcript', asked.transcript),
        evidence.read('modelRequest', asked.request),
        evidence.read('modelAnswer', turn.answer),
        Promise.all(turn.calls.map((call) => resultOf(evidence, call))),
      ]);
      const transcript = {
        vote,
        step,
        ...(closing === undefined ? {} : { closing }),
        turns: [...before.turns, { ...turn, step: asked.step, request: asked.request }],
        shown: [...new Set([...before.shown, ...results.flatMap(({ cites }) => cites)])],
      };
      return await keepQuestion(deps, cycleId, transcript, nextQuestion(request, answer, results, closing));
    },
  };
}

async function resultOf(
  evidence: EvidenceStore,
  { callId, name, failed, note, result }: AnsweredCall,
): Promise<ShownResult & { readonly cites: readonly string[] }> {
  if (result === undefined) return { callId, name, failed: true, text: note, cites: [] };
  const { text, cites } = await evidence.read('toolResult', result);
  return { callId, name, failed, text, hash: result, cites: [result, ...cites] };
}
