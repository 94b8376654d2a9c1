import { type Kysely, sql } from 'kysely';
import type { LatchCode } from '../../../domain/risk/latch.ts';
import type { Database } from '../../schema.ts';

/** How the books of all accounts stand at this moment: what an operator looks at. Ages are in seconds. */
export interface StandingFigures {
  readonly outboxWaiting: number;
  /** Of the oldest event that the bus does not have yet; 0 when it has all. */
  readonly outboxOldestSeconds: number;
  /** Orders whose outcome is not known. */
  readonly ordersUnknown: number;
  readonly ordersUnknownOldestSeconds: number;
  readonly ordersOpen: number;
  readonly ordersAwaitingApproval: number;
  readonly latches: Readonly<Partial<Record<LatchCode, number>>>;
  readonly accountsHalted: number;
  /** Differences between ledger and broker in each account's latest reconciliation, added up. */
  readonly drift: number;
  /** Since the account that was reconciled longest ago; 0 without accounts. */
  readonly reconciledOldestSeconds: number;
  /** Workers that have told of themselves within the last 15 seconds. */
  readonly workers: number;
}

/** One query over partial indexes, whatever the number of orders and events that have ended. */
export async function standingFigures(db: Kysely<Database>): Promise<StandingFigures> {
  const { rows } = await sql<StandingFigures>`
    with waiting as (
      select count(*)::int as n, extract(epoch from now() - min(created_at)) as age
      from outbox where published_at is null
    ), exposed as (
      select count(*)::int as n,
        count(*) filter (where status = 'awaiting_approval')::int as awaiting,
        count(*) filter (where status in ('submitting', 'unknown'))::int as unknown,
        extract(epoch from now() - min(updated_at) filter (where status in ('submitting', 'unknown'))) as age
      from orders where is_exposed
    ), latched as (
      select code, count(*)::int as n from account_latches where cleared_at is null group by code
    ), latest as (
      select r.drift, coalesce(r.at, a.created_at) as at from broker_accounts a
      left join lateral (
        select drift, at from reconciliations where account_id = a.id order by at desc, id desc limit 1
      ) r on true
    )
    select waiting.n as outbox_waiting, coalesce(waiting.age, 0)::float8 as outbox_oldest_seconds,
      exposed.n as orders_open, exposed.awaiting as orders_awaiting_approval,
      exposed.unknown as orders_unknown, coalesce(exposed.age, 0)::float8 as orders_unknown_oldest_seconds,
      (select coalesce(jsonb_object_agg(code, n), '{}') from latched) as latches,
      (select count(*)::int from broker_accounts where trading_state = 'halted') as accounts_halted,
      (select coalesce(sum(drift), 0)::int from latest) as drift,
      (select coalesce(extract(epoch from now() - min(at)), 0)::float8 from latest) as reconciled_oldest_seconds,
      (select count(*)::int from source_figures where at > now() - interval '15 seconds') as workers
    from waiting, exposed`.execute(db);
  const [figures] = rows;
  if (figures === undefined) throw new Error('the figures of the books have no row');
  return figures;
}
