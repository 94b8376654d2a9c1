import { sql } from 'kysely';
import type { EquityMarks } from '../../../domain/risk/equity-marks.ts';
import type { Latch } from '../../../domain/risk/latch.ts';
import type { EarlierDecision, Holding, OrderCounts } from '../../../domain/risk/risk-context.ts';
import type { StrategyLimits } from '../../../domain/risk/strategy-limits.ts';
import { REMAINING_QTY } from '../orders/order-exposure.ts';
import type { RiskQuestion } from './risk-question.ts';

export interface RiskFacts {
  readonly latches: readonly Latch[];
  readonly equityMarks: EquityMarks | null;
  readonly rejectStreak: number;
  readonly holdings: readonly Holding[];
  readonly earlierDecision: EarlierDecision | null;
  readonly strategy: { readonly limits: StrategyLimits; readonly counts: OrderCounts } | null;
}

/**
 * What risk knows of an account beside the order's own symbol. Holdings are valued at the broker's latest mark, at what
 * was paid where there is none, and never
 * below the price of an open order. A streak of rejections is ended by an acceptance, by a day, and by the clearing of
 * its latch. An order that ended without a share is not an earlier decision: what it wanted did not happen.
 */
export function riskFacts(asked: RiskQuestion) {
  const { accountId, clientOrderId, cycleId, symbol, side, exceptGroupId } = asked;
  return sql`
    with exposed as (
      select symbol, side, max(${REMAINING_QTY}) as remaining_qty,
        max(coalesce(limit_price, reference_price, 0)) as price
      from orders where account_id = ${accountId} and is_exposed
        and group_id is distinct from ${exceptGroupId}
      group by group_id, symbol, side
    ), open_orders as (
      select symbol, max(price) as price,
        coalesce(sum(remaining_qty) filter (where side = 'buy'), 0) as buy_qty,
        coalesce(sum(remaining_qty) filter (where side = 'sell'), 0) as sell_qty
      from exposed group by symbol
    ), held as (
      select symbol, qty, coalesce(mark_price, avg_entry_price) as price
      from positions where account_id = ${accountId} and qty <> 0
    ), of_strategy as (
      select s.id, s.risk_limits from cycles c join strategies s on s.id = c.strategy_id
      where c.id = ${cycleId} and s.risk_limits is not null
    ), made_by_strategy as (
      select created_at, is_exposed from orders
      where strategy_id = (select id from of_strategy) and status <> 'refused'
        and client_order_id <> ${clientOrderId}
        and (is_exposed or created_at >= least(
          date_trunc('day', now(), 'America/New_York'), now() - interval '1 minute'))
    )
    select
      (select coalesce(json_agg(json_build_object('code', code, 'facts', facts,
          'since', to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by since), '[]')
        from account_latches where account_id = ${accountId} and cleared_at is null) as latches,
      (select json_build_object('day', day, 'openingEquity', trim_scale(opening_equity)::text,
          'highestEquity', trim_scale(highest_equity)::text)
        from account_equity where account_id = ${accountId}) as equity_marks,
      ${rejectStreak(accountId)} as reject_streak,
      (select coalesce(json_agg(json_build_object('symbol', symbol,
          'qty', trim_scale(coalesce(h.qty, 0))::text,
          'openBuyQty', trim_scale(coalesce(o.buy_qty, 0))::text,
          'openSellQty', trim_scale(coalesce(o.sell_qty, 0))::text,
          'price', trim_scale(greatest(h.price, o.price, 0))::text) order by symbol), '[]')
        from held h full join open_orders o using (symbol)) as holdings,
      (select json_build_object('clientOrderId', client_order_id,
          'ageMs', greatest(0, (extract(epoch from now() - created_at) * 1000)::int))
        from orders
        where account_id = ${accountId} and symbol = ${symbol} and side = ${side} and source in ('cycle', 'manual')
          and created_at > now() - interval '1 hour' and client_order_id <> ${clientOrderId}
          and (cycle_id is null or cycle_id is distinct from ${cycleId}::text)
          and (filled_qty > 0 or status not in ('refused', 'rejected', 'canceled', 'expired'))
        order by created_at desc limit 1) as earlier_decision,
      (select json_build_object('limits', risk_limits, 'counts', json_build_object(
          'openOrders', (select count(*) from made_by_strategy where is_exposed),
          'ordersLastMinute', (select count(*) from made_by_strategy
            where created_at > now() - interval '1 minute'),
          'ordersToday', (select count(*) from made_by_strategy
            where created_at >= date_trunc('day', now(), 'America/New_York'))))
        from of_strategy) as strategy`;
}

/** Orders in a row, up to the latest, that the broker rejected. */
function rejectStreak(accountId: string) {
  return sql`(select count(*)::int from orders
    where account_id = ${accountId} and source in ('cycle', 'manual') and status = 'rejected'
      and created_at > greatest(
        now() - interval '1 day',
        (select max(created_at) from orders
          where account_id = ${accountId} and source in ('cycle', 'manual') and created_at > now() - interval '1 day'
            and accepted_at is not null and status <> 'rejected'),
        (select max(cleared_at) from account_latches
          where account_id = ${accountId} and code = 'REJECT_STREAK')))`;
}
