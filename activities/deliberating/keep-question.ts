import type { Kysely } from 'kysely';
import { transcriptOfCall } from '../../db/queries/models/transcripts.ts';
import type { Database } from '../../db/schema.ts';
import { questionKey } from '../../domain/deciding/call-key.ts';
import type { QuestionRef } from '../../domain/deciding/question-ref.ts';
import type { Transcript } from '../../domain/deciding/transcript.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import type { EvidenceStore } from '../evidence-store.ts';

export interface QuestionDeps {
  readonly db: Kysely<Database>;
  readonly evidence: EvidenceStore;
  readonly now: () => Date;
}

/**
 * Keeps a question with the transcript that leads to it. The first one under a step stands: a step that is repeated
 * after a crash or a reset asks what was asked then, and finds the answer that was paid for.
 */
export async function keepQuestion(
  { db, evidence, now }: QuestionDeps,
  cycleId: string,
  transcript: Omit<Transcript, 'request'>,
  request: ModelRequest,
): Promise<QuestionRef> {
  const { vote, step } = transcript;
  const callKey = questionKey(cycleId, vote, step);
  const at = now().toISOString();
  const origin = { source: 'alphaflow', request: callKey, fetchedAt: at, availableAt: at };
  const [asked = ''] = await evidence.put(cycleId, [{ kind: 'modelRequest', value: request, ...origin }]);
  await evidence.put(cycleId, [{ kind: 'transcript', value: { ...transcript, request: asked }, ...origin }]);
  const stands = await transcriptOfCall(db, cycleId, callKey);
  if (stands === undefined) throw new Error(`the question ${callKey} was not kept`);
  return { step, transcript: stands, request: (await evidence.read('transcript', stands)).request };
}

/** The question of a step that was composed before; undefined when there is none. */
export async function standingQuestion(
  { db, evidence }: QuestionDeps,
  cycleId: string,
  { vote, step }: { readonly vote: number; readonly step: number },
): Promise<QuestionRef | undefined> {
  const transcript = await transcriptOfCall(db, cycleId, questionKey(cycleId, vote, step));
  if (transcript === undefined) return undefined;
  return { step, transcript, request: (await evidence.read('transcript', transcript)).request };
}
