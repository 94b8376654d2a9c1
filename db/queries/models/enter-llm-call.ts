import { type Insertable, type Kysely, sql } from 'kysely';
import type { AnswerOutcome, TargetFailure } from '../../../domain/llm/model-answer.ts';
import { type DecimalString, decimal } from '../../../domain/money.ts';
import { isNullViolation } from '../../null-violation.ts';
import type { Database, LlmCallRow } from '../../schema.ts';
import type { LlmCallsTable } from '../../tables/llm-tables.ts';
import { ALL_STRATEGIES, openSpendingDay, spendingOfDay } from './llm-spending.ts';

/** What a request to a model is, before anything has come of it. */
export type NewCall = Pick<
  Insertable<LlmCallsTable>,
  | 'userId'
  | 'strategyId'
  | 'cycleId'
  | 'callKey'
  | 'use'
  | 'provider'
  | 'model'
  | 'simulated'
  | 'request'
  | 'requestHash'
  | 'budgetDay'
  | 'pricesAsOf'
>;

/** What a request may cost, and what the user and the strategy may spend in a day. */
export interface Hold {
  readonly usd: DecimalString;
  readonly capUsd: DecimalString;
  readonly strategyCapUsd: DecimalString;
}

/**
 * Holds back what a request may cost and enters it as about to leave, or names the budget that has too little left:
 * `all` or the strategy.
 */
export async function reserveCall(
  db: Kysely<Database>,
  call: NewCall,
  hold: Hold,
): Promise<LlmCallRow | { readonly overBudget: string }> {
  const { userId, strategyId, budgetDay: day } = call;
  const reserved = await holdAndEnter(db, call, hold);
  if (reserved !== undefined) return reserved;
  await openSpendingDay(db, { userId, strategyId, day });
  const again = await holdAndEnter(db, call, hold);
  if (again !== undefined) return again;
  const [all] = await spendingOfDay(db, userId, day);
  const held = decimal(all?.reservedUsd ?? '0').plus(all?.spentUsd ?? '0');
  return { overBudget: held.plus(hold.usd).greaterThan(hold.capUsd) ? ALL_STRATEGIES : strategyId };
}

/**
 * One statement. The day's rows are its locks, first that of everything, then the strategy's: two workers never spend
 * the same dollar. Where either has too little left, the new row has no user, which Postgres refuses together with
 * whatever was held back.
 */
async function holdAndEnter(
  db: Kysely<Database>,
  call: NewCall,
  { usd, capUsd, strategyCapUsd }: Hold,
): Promise<LlmCallRow | undefined> {
  const { userId, strategyId, budgetDay: day } = call;
  const { callKey, cycleId, use, provider, model, simulated, request, requestHash, pricesAsOf } = call;
  try {
    const { rows } = await sql<LlmCallRow>`
      with in_all as (
        update llm_spending set reserved_usd = reserved_usd + ${usd}
        where user_id = ${userId} and day = ${day} and scope = ${ALL_STRATEGIES}
          and reserved_usd + spent_usd + ${usd} <= ${capUsd}
        returning scope
      ), in_strategy as (
        update llm_spending set reserved_usd = reserved_usd + ${usd}
        where user_id = ${userId} and day = ${day} and scope = ${strategyId}
          and reserved_usd + spent_usd + ${usd} <= ${strategyCapUsd}
          and exists (select from in_all)
        returning user_id
      )
      insert into llm_calls (user_id, strategy_id, cycle_id, call_key, attempt, use, provider, model, simulated,
        request, request_hash, status, budget_day, prices_as_of, reserved_usd)
      values ((select user_id from in_strategy), ${strategyId}, ${cycleId}, ${callKey}, ${nextAttempt(callKey)},
        ${use}, ${provider}, ${model}, ${simulated}, ${request}, ${requestHash}, 'sent', ${day}, ${pricesAsOf}, ${usd})
      returning *`.execute(db);
    return rows[0];
  } catch (error) {
    if (isNullViolation(error, 'user_id')) return undefined;
    throw error;
  }
}

/** A target that was not asked, or an earlier answer that serves: it costs nothing. */
export async function enterFreeCall(
  db: Kysely<Database>,
  call: NewCall,
  what:
    | { readonly status: 'passed-over'; readonly outcome: TargetFailure; readonly reason: string }
    | {
        readonly status: 'reused';
        readonly outcome: AnswerOutcome;
        readonly answer: string;
        readonly stands: true;
      },
): Promise<LlmCallRow> {
  return await enter(db, { ...call, ...what, reservedUsd: '0', costUsd: '0', endedAt: new Date() });
}

async function enter(
  db: Kysely<Database>,
  values: Omit<Insertable<LlmCallsTable>, 'attempt'>,
): Promise<LlmCallRow> {
  return await db
    .insertInto('llmCalls')
    .values({ ...values, attempt: nextAttempt(values.callKey) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

function nextAttempt(callKey: string) {
  return sql<number>`(select coalesce(max(attempt), 0) + 1 from llm_calls where call_key = ${callKey})`;
}
