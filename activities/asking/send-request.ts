import { canonicalJson, sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { enterFreeCall, type NewCall, reserveCall, settleCall } from '../../db/queries/models/llm-calls.ts';
import type { LlmCallRow } from '../../db/schema.ts';
import type { AskModelInput } from '../../domain/llm/asking.ts';
import { costOf, inputTokensAtMost, worstCaseCost } from '../../domain/llm/cost.ts';
import type { ModelAnswer, TargetFailure } from '../../domain/llm/model-answer.ts';
import { type ModelPrice, PRICES_AS_OF, priceOf } from '../../domain/llm/model-prices.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { type ModelTarget, SANDBOX_ANALYST, targetName } from '../../domain/llm/model-target.ts';
import { mayBeBilled } from '../../domain/llm/routing/failure-class.ts';
import { type DecimalString, decimal } from '../../domain/money.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { ModelReply } from '../../domain/ports/language-model.ts';
import { sealEvidence } from '../evidence-store.ts';
import type { AskingDeps } from './asking-deps.ts';
import { judgeReply, unusableForm } from './judge-reply.ts';

/** One request that is to be made. */
export interface Sending {
  readonly input: AskModelInput;
  readonly target: ModelTarget;
  readonly request: ModelRequest;
  /** Whether a wrong form ends the question: it was asked for once more already. */
  readonly isLastTry: boolean;
  readonly signal: AbortSignal;
}

/** What came of it: the row of the ledger, and the answer where there is one. */
export type Sent =
  | { readonly row: LlmCallRow; readonly answer: ModelAnswer }
  | { readonly failure: TargetFailure; readonly reason: string; readonly retryAfterMs?: number };

/** What identifies a request: its target and everything that is sent. */
export function requestHash(target: ModelTarget, request: ModelRequest): string {
  return sha256Hex(canonicalJson([targetName(target), request]));
}

/** The row of a request before anything has come of it. */
export function newCall(deps: AskingDeps, { input, target, request }: Sending): NewCall {
  const { userId, strategyId, cycleId, callKey, use } = input;
  return {
    userId,
    strategyId,
    cycleId,
    callKey,
    use,
    ...target,
    simulated: deps.terms.simulated,
    request: input.request,
    requestHash: requestHash(target, request),
    budgetDay: deps.now().toISOString().slice(0, 10),
    pricesAsOf: PRICES_AS_OF,
  };
}

/**
 * Makes one request: enters it with what it may cost, sends it, and settles it by what came back. A
 * crash at any point leaves a row that says how far it got.
 */
export async function sendRequest(deps: AskingDeps, sending: Sending): Promise<Sent> {
  const { db, models, terms } = deps;
  const { target, request, signal } = sending;
  const call = newCall(deps, sending);
  const passOver = async (outcome: TargetFailure, reason: string): Promise<Sent> => {
    await enterFreeCall(db, call, { status: 'passed-over', outcome, reason });
    return { failure: outcome, reason };
  };
  const model = models[target.provider];
  if (model === undefined) return await passOver('unauthorized', `there is no key for ${target.provider}`);
  const price = priceOf(target);
  if (price === undefined) return await passOver('unpriced', `${targetName(target)} has no price`);
  const formFault = unusableForm(request);
  if (formFault !== undefined) return await passOver('refused', storable(formFault));
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (inputTokensAtMost(request, bytes) > price.inputTokensMax) {
    return await passOver('unpriced', `a request of ${bytes} bytes is longer than what is priced`);
  }
  const reserved = await reserveCall(db, call, {
    usd: worstCaseCost(price, request, bytes),
    capUsd: terms.usdPerDay,
    strategyCapUsd: strategyCap(terms.strategyUsdPerDay, sending.input.strategyUsdPerDay),
  });
  if ('overBudget' in reserved) return await passOver('over-budget', spentReason(reserved.overBudget));
  const sentAt = performance.now();
  const took = () => Math.round(performance.now() - sentAt);
  try {
    const reply = await model.ask(target.model, request, { timeoutMs: terms.timeoutMs, signal });
    return await settleReply(deps, sending, reserved, reply, price, took());
  } catch (error) {
    if (!(error instanceof SourceOutage)) throw error;
    const { kind: outcome, message: reason, retryAfterMs } = error;
    const status = mayBeBilled(outcome) ? 'unknown' : 'failed';
    await settleCall(db, reserved.id, { status, outcome, reason: storable(reason), latencyMs: took() });
    return { failure: outcome, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
}

async function settleReply(
  { db, terms, now }: AskingDeps,
  { target, request, isLastTry }: Sending,
  row: LlmCallRow,
  reply: ModelReply,
  price: ModelPrice,
  latencyMs: number,
): Promise<Sent> {
  const judged = judgeReply(request, reply);
  const { model, usage, providerId, text } = reply;
  const answer: ModelAnswer = {
    target,
    model,
    simulated: terms.simulated || model === SANDBOX_ANALYST,
    ...judged,
    text,
    usage,
    costUsd: costOf(price, usage),
    latencyMs,
    providerId,
  };
  const at = now().toISOString();
  const origin = { source: targetName(target), request: row.callKey, fetchedAt: at, availableAt: at };
  const settled = await settleCall(db, row.id, {
    status: 'answered',
    outcome: answer.outcome,
    reason: answer.reason === undefined ? null : storable(answer.reason),
    cycleId: row.cycleId,
    answer: sealEvidence({ kind: 'modelAnswer', value: answer, ...origin }),
    stands: answer.outcome !== 'malformed' || isLastTry,
    answeredModel: storable(model),
    providerId: storable(providerId),
    usage,
    costUsd: answer.costUsd,
    latencyMs,
  });
  return { row: settled, answer };
}

/** Text of somebody else's that Postgres can keep and a terminal can show, at most 300 characters. */
function storable(text: string): string {
  return text
    .slice(0, 300)
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ');
}

function strategyCap(general: DecimalString, own: DecimalString | undefined): DecimalString {
  return own !== undefined && decimal(own).lessThan(general) ? own : general;
}

function spentReason(scope: string): string {
  return scope === 'all' ? 'the day’s budget is spent' : 'the strategy’s budget of the day is spent';
}
