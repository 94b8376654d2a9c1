import { type Kysely, type QueryCreator, type RawBuilder, sql } from 'kysely';
import type { AnswerOutcome, TargetFailure } from '../../../domain/llm/model-answer.ts';
import type { TokenUsage } from '../../../domain/llm/token-usage.ts';
import type { DecimalString } from '../../../domain/money.ts';
import type { Database, LlmCallRow } from '../../schema.ts';
import { isUniqueViolation } from '../../unique-violation.ts';
import { type EvidenceItem, withEvidence } from '../evidence/evidence.ts';
import { ALL_STRATEGIES } from './llm-spending.ts';

/** How a request ended. */
export type CallEnd =
  | {
      readonly status: 'answered';
      readonly outcome: AnswerOutcome;
      readonly reason: string | null;
      /** The cycle that stands on the answer. */
      readonly cycleId: string;
      /** The answer as evidence. */
      readonly answer: EvidenceItem;
      /** Whether it ends the question; another answer that stands already is left standing. */
      readonly stands: boolean;
      readonly answeredModel: string;
      readonly providerId: string;
      readonly usage: TokenUsage;
      readonly costUsd: DecimalString;
      readonly latencyMs: number;
    }
  | {
      /** `unknown`: what was reserved counts as spent. */
      readonly status: 'failed' | 'unknown';
      readonly outcome: TargetFailure;
      readonly reason: string;
      readonly latencyMs: number | null;
    };

/**
 * Settles a request once: its row, the budget and the answer as evidence, in one statement. An answer that comes after
 * its request was given up for unknown replaces that; any other second end is passed over.
 */
export async function settleCall(db: Kysely<Database>, id: string, end: CallEnd): Promise<LlmCallRow> {
  const settled = await settleOnce(db, id, end);
  if (settled !== undefined) return settled;
  if (end.status === 'answered') await reopenUnknown(db, id);
  const late = end.status === 'answered' ? await settleOnce(db, id, end) : undefined;
  return late ?? (await db.selectFrom('llmCalls').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
}

async function settleOnce(db: Kysely<Database>, id: string, end: CallEnd): Promise<LlmCallRow | undefined> {
  if (end.status !== 'answered') return await settling(db, id, end).executeTakeFirst();
  try {
    const statement = await withEvidence(db, end.cycleId, [end.answer]);
    return await settling(statement, id, end).executeTakeFirst();
  } catch (error) {
    // Another answer of this question came to stand at the same moment: this one is settled beside it.
    if (!end.stands || !isUniqueViolation(error, 'llm_calls_standing')) throw error;
    return await settleOnce(db, id, { ...end, stands: false });
  }
}

/** The row and the budget. */
function settling(statement: Pick<QueryCreator<Database>, 'with'>, id: string, end: CallEnd) {
  return statement
    .with(
      'settled',
      () => sql<LlmCallRow>`(
        update llm_calls set status = ${end.status}, outcome = ${end.outcome}, reason = ${end.reason},
          latency_ms = ${end.latencyMs}, ended_at = now(),
          ${end.status === 'answered' ? answerColumns(end) : costColumn(end)}
        where id = ${id} and status = 'sent'
        returning *)`,
    )
    .with('in_all', () => spending(sql`${ALL_STRATEGIES}`))
    .with('in_strategy', () => spending(sql`settled.strategy_id::text and exists (select from in_all)`))
    .selectFrom('settled')
    .selectAll();
}

/** Everything comes first, then the strategy, which waits for it: the order in which dollars are held back. */
function spending(scope: RawBuilder<unknown>) {
  return sql<{ scope: string }>`(
    update llm_spending set reserved_usd = llm_spending.reserved_usd - settled.reserved_usd,
      spent_usd = spent_usd + settled.cost_usd,
      simulated_usd = simulated_usd + case when settled.simulated then settled.cost_usd else 0 end
    from settled
    where llm_spending.user_id = settled.user_id and day = settled.budget_day and scope = ${scope}
    returning scope)`;
}

function costColumn({ status }: CallEnd) {
  return status === 'unknown' ? sql`cost_usd = reserved_usd` : sql`cost_usd = 0`;
}

function answerColumns(end: CallEnd & { readonly status: 'answered' }) {
  const { usage, costUsd, answer, stands, answeredModel, providerId } = end;
  return sql`cost_usd = ${costUsd}, answer = ${answer.hash}, answered_model = ${answeredModel},
    provider_id = ${providerId}, input_tokens = ${usage.inputTokens},
    cached_input_tokens = ${usage.cachedInputTokens}, cache_write_tokens = ${usage.cacheWriteTokens},
    output_tokens = ${usage.outputTokens}, reasoning_tokens = ${usage.reasoningTokens},
    stands = ${stands}::boolean and not exists (
      select from llm_calls other where other.call_key = llm_calls.call_key and other.stands)`;
}

/** A request that was counted in full for want of an answer is under way again: what it counted is held back. */
async function reopenUnknown(db: Kysely<Database>, id: string): Promise<void> {
  await sql`
    with before as (
      select * from llm_calls where id = ${id} and status = 'unknown' for update
    ), reopened as (
      update llm_calls set status = 'sent', outcome = null, reason = null, cost_usd = null, ended_at = null
      from before where llm_calls.id = before.id returning llm_calls.id
    )
    update llm_spending set reserved_usd = llm_spending.reserved_usd + before.reserved_usd,
      spent_usd = spent_usd - before.cost_usd,
      simulated_usd = simulated_usd - case when before.simulated then before.cost_usd else 0 end
    from before
    where llm_spending.user_id = before.user_id and day = before.budget_day
      and scope in (${ALL_STRATEGIES}, before.strategy_id::text)`.execute(db);
}
