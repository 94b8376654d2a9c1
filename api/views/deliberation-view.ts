import { deliberationInWords } from '../../domain/deciding/deliberation-in-words.ts';
import type { Deliberated, DeliberationRecord } from '../../domain/deciding/deliberation-record.ts';
import type { AnsweredCall, Transcript, TranscriptTurn } from '../../domain/deciding/transcript.ts';
import type { EvidenceKind, EvidenceValues } from '../../domain/evidence.ts';
import type { TriedTarget } from '../../domain/llm/model-answer.ts';
import type { DeliberationBody } from '../contract/deliberation.ts';
import { refusalView } from './refusal-view.ts';

/** Reads what lies under a hash; undefined once it was dropped. */
export type ReadKept = <K extends EvidenceKind>(
  kind: K,
  hash: string | undefined,
) => EvidenceValues[K] | undefined;

/** A decision by a model with all that was asked, read and answered, as far as it is kept. */
export function deliberationView(
  cycleId: string,
  record: DeliberationRecord,
  kept: ReadKept,
): DeliberationBody {
  const { simulated, costUsd, unavailable, votes, critic } = record;
  return {
    cycleId,
    simulated,
    note: deliberationInWords(record),
    costUsd,
    ...(unavailable === undefined ? {} : { unavailable: refusalView(unavailable) }),
    votes: votes.map((vote) => voteView(vote, kept)),
    critic:
      critic === undefined
        ? null
        : {
            outcome: critic.outcome,
            note: critic.note,
            target: critic.target ?? null,
            tried: critic.tried.map(triedView),
            costUsd: critic.costUsd,
            request: critic.request,
            answer: critic.answer ?? null,
            output: kept('modelAnswer', critic.answer)?.output ?? null,
          },
  };
}

function voteView(vote: Deliberated, kept: ReadKept): DeliberationBody['votes'][number] {
  const transcript = kept('transcript', vote.transcript);
  const { outcome, note, target, steps, toolCalls, inputTokens, outputTokens, costUsd, answer } = vote;
  return {
    vote: vote.vote,
    outcome,
    note,
    target: target ?? null,
    fallback: target !== undefined && vote.tried.some((one) => one.target !== target),
    tried: vote.tried.map(triedView),
    steps,
    toolCalls,
    inputTokens,
    outputTokens,
    costUsd,
    prompt: promptOf(transcript, kept),
    turns: (transcript?.turns ?? []).map((turn) => turnView(turn, kept)),
    lastQuestion: transcript?.request ?? null,
    ...(transcript?.closing === undefined ? {} : { closing: transcript.closing }),
    answer: answer ?? null,
    output: kept('modelAnswer', answer)?.output ?? null,
    citable: [...(transcript?.shown ?? [])],
  };
}

/** The words of the first question. */
function promptOf(transcript: Transcript | undefined, kept: ReadKept) {
  const hash = transcript?.turns[0]?.request ?? transcript?.request;
  const request = kept('modelRequest', hash);
  if (hash === undefined || request === undefined) return null;
  return { hash, system: request.system, text: request.messages[0]?.text ?? '' };
}

function turnView(
  { calls, tried, ...turn }: TranscriptTurn,
  kept: ReadKept,
): DeliberationBody['votes'][number]['turns'][number] {
  const wished = kept('modelAnswer', turn.answer)?.toolCalls ?? [];
  return {
    ...turn,
    tried: tried.map(triedView),
    calls: calls.map((call) => {
      const given = wished.find(({ callId }) => callId === call.callId)?.arguments;
      return callView(call, given, kept);
    }),
  };
}

function callView(
  { callId, name, failed, note, result }: AnsweredCall,
  given: Readonly<Record<string, unknown>> | undefined,
  kept: ReadKept,
) {
  const answered = kept('toolResult', result);
  return {
    callId,
    name,
    arguments: given === undefined ? null : { ...given },
    failed,
    note,
    result: result ?? null,
    text: answered?.text ?? null,
    cites: [...(answered?.cites ?? [])],
  };
}

function triedView({ target, failure, reason }: TriedTarget) {
  return { target, failure, reason };
}
