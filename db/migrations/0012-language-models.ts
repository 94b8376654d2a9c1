import type { Migration } from 'kysely/migration';
import { runStatements } from './run-statements.ts';

const statements = [
  `create table llm_calls (
    id bigint generated always as identity primary key,
    user_id uuid not null references users (id) on delete restrict,
    strategy_id uuid not null references strategies (id) on delete restrict,
    cycle_id text not null references cycles (id) on delete restrict,
    call_key text not null constraint llm_calls_key check (length(call_key) between 1 and 300),
    attempt integer not null constraint llm_calls_attempt check (attempt > 0),
    use text not null,
    provider text not null,
    model text not null,
    simulated boolean not null,
    request sha256_hex not null,
    request_hash sha256_hex not null,
    status text not null constraint llm_calls_status
      check (status in ('passed-over', 'sent', 'answered', 'reused', 'failed', 'unknown')),
    outcome text,
    reason text,
    stands boolean not null default false,
    answer sha256_hex,
    answered_model text,
    provider_id text,
    budget_day text not null constraint llm_calls_day check (budget_day ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    prices_as_of text not null,
    reserved_usd nonnegative_amount not null,
    cost_usd nonnegative_amount,
    input_tokens integer,
    cached_input_tokens integer,
    cache_write_tokens integer,
    output_tokens integer,
    reasoning_tokens integer,
    latency_ms integer,
    created_at timestamptz(3) not null default now(),
    ended_at timestamptz(3),
    -- attemptsOf
    constraint llm_calls_once unique (call_key, attempt),
    -- nothing is spent before a request has ended, and everything is counted once it has
    constraint llm_calls_settled check ((status = 'sent') = (cost_usd is null)),
    constraint llm_calls_ended check ((cost_usd is null) = (ended_at is null)),
    constraint llm_calls_answer_told check ((status in ('answered', 'reused')) = (answer is not null)),
    constraint llm_calls_stands check (not stands or answer is not null)
  )`,
  // the one answer of a question: standingCall
  `create unique index llm_calls_standing on llm_calls (call_key) where stands`,
  // callsOfUser
  `create index llm_calls_of_user on llm_calls (user_id, id desc)`,
  // callsOfUser of one strategy, and the foreign key
  `create index llm_calls_of_strategy on llm_calls (strategy_id, id desc)`,
  // callsOfUser of one cycle, and the foreign key
  `create index llm_calls_of_cycle on llm_calls (cycle_id, id desc)`,
  // answerToReuse
  `create index llm_calls_reusable on llm_calls (user_id, request_hash, id desc)
    where status = 'answered' and outcome = 'answered'`,

  `create table llm_spending (
    user_id uuid not null references users (id) on delete restrict,
    day text not null constraint llm_spending_day check (day ~ '^\\d{4}-\\d{2}-\\d{2}$'),
    -- a strategy's id, or 'all'
    scope text not null,
    reserved_usd nonnegative_amount not null,
    spent_usd nonnegative_amount not null default 0,
    simulated_usd nonnegative_amount not null default 0,
    -- reserveCall, settleCall, spendingOfDay
    primary key (user_id, day, scope)
  )`,
];

/**
 * The ledger of requests to language models, and what a day has cost. A row of `llm_calls` is one request: entered with
 * its reservation before it is sent, settled once it has ended.
 */
export const languageModels: Migration = { up: (db) => runStatements(db, statements) };
