import { type Kysely, sql } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import { ORDER_STATUSES, TERMINAL_STATUSES } from '../../../domain/order.ts';
import type { RiskContext } from '../../../domain/risk/check-order.ts';
import type { Database, OrderRow } from '../../schema.ts';
import type { RiskQuestion } from '../accounts/risk-question.ts';

export type Exposure = Pick<
  RiskContext,
  | 'positionQty'
  | 'openBuyQty'
  | 'openSellQty'
  | 'reservedNotional'
  | 'openOrders'
  | 'ordersLastMinute'
  | 'ordersToday'
>;

const OPEN_STATUSES = ORDER_STATUSES.filter((status) => !TERMINAL_STATUSES.has(status));
const OPEN = sql.join(OPEN_STATUSES.map((status) => sql.lit(status)));

/**
 * Shares that an order may still add to the ledger. An open notional order counts the dollars that are left over its
 * reference price, to the nine decimals of a fractional share, rounded up; an order that has ended, what the broker
 * filled and the ledger has not booked.
 */
export const REMAINING_QTY = sql<DecimalString>`case
  when status not in (${OPEN}) then broker_filled_qty - filled_qty
  -- the broker lets it trade only once its entry is filled, or in the place of the group's other exit
  when broker_status = 'held' then broker_filled_qty - filled_qty
  when qty is not null then qty - filled_qty
  else greatest(
    ceil((notional - filled_qty * coalesce(filled_avg_price, 0)) / reference_price * 1e9) / 1e9,
    broker_filled_qty - filled_qty,
    0)
  end`;

/**
 * What risk counts for an account and a symbol: the ledger's holding, what open and unknown orders may
 * still trade and have reserved, and how many orders the account has made. The day is New York's by the database's
 * clock; refused orders, the exits of groups and those
 * placed elsewhere do not count as made. `reservedNotional` counts what the broker's buying power, read at
 * `accountReadAt`, cannot have deducted yet: orders that were not with the broker by then, with a margin for a request
 * on its way. Orders of one group and side trade the same shares, so the largest counts; a group named as
 * `exceptGroupId` does not count at all, for the order that is to take the place of one of its own; the order itself
 * may have been made already, and does not count as made before itself.
 */
export function openExposure(asked: RiskQuestion) {
  const { accountId, clientOrderId, symbol, accountReadAt, exceptGroupId } = asked;
  const notDeducted = sql`source <> 'external' and (status in ('awaiting_approval', 'approved', 'submitting', 'unknown')
    or submitted_at > ${accountReadAt}::timestamptz - interval '5 seconds')`;
  return sql`
    with exposed as (
      select group_id, symbol, side, max(${REMAINING_QTY}) as remaining_qty,
        max(case when ${notDeducted} then reserved_notional else 0 end) as reserved_notional
      from orders where account_id = ${accountId} and is_exposed
        and group_id is distinct from ${exceptGroupId}
      group by group_id, symbol, side
    ), made as (
      select created_at from orders
      where account_id = ${accountId} and source in ('cycle', 'manual') and status <> 'refused'
        and client_order_id is distinct from ${clientOrderId}
        and created_at >= least(
          date_trunc('day', now(), 'America/New_York'), now() - interval '1 minute')
    )
    select
      coalesce((select trim_scale(qty) from positions
        where account_id = ${accountId} and symbol = ${symbol}), 0)::text as position_qty,
      (select trim_scale(coalesce(sum(remaining_qty), 0))::text from exposed
        where symbol = ${symbol} and side = 'buy') as open_buy_qty,
      (select trim_scale(coalesce(sum(remaining_qty), 0))::text from exposed
        where symbol = ${symbol} and side = 'sell') as open_sell_qty,
      (select trim_scale(coalesce(sum(reserved_notional), 0))::text from exposed) as reserved_notional,
      (select count(distinct group_id)::int from exposed) as open_orders,
      (select count(*)::int from made where created_at > now() - interval '1 minute') as orders_last_minute,
      (select count(*)::int from made
        where created_at >= date_trunc('day', now(), 'America/New_York')) as orders_today`;
}

/**
 * The account's open and unknown orders of a symbol, but for one group, as the wash-trade table looks at them. One that
 * waits for a person is not among them: it stands nowhere, must not hold up an exit, and is looked at once more itself.
 */
export function standingOrders({ accountId, symbol, exceptGroupId }: RiskQuestion) {
  return sql`(select coalesce(json_agg(json_strip_nulls(json_build_object('clientOrderId', client_order_id,
      'brokerOrderId', broker_order_id, 'symbol', symbol, 'side', side, 'type', type,
      'orderClass', order_class, 'limitPrice', limit_price::text)) order by created_at), '[]')
    from orders where account_id = ${accountId} and symbol = ${symbol} and is_exposed
      and status in (${OPEN}) and status <> 'awaiting_approval'
      and group_id is distinct from ${exceptGroupId})`;
}

/** Signed shares that the account's open and unknown orders may still trade, by symbol; a symbol without is absent. */
export async function openOrderQtyBySymbol(
  db: Kysely<Database>,
  accountId: string,
): Promise<Readonly<Record<string, DecimalString>>> {
  const { rows } = await sql<{ readonly symbol: string; readonly qty: DecimalString }>`
    with exposed as (
      select symbol, side, max(${REMAINING_QTY}) as remaining_qty
      from orders where account_id = ${accountId} and is_exposed
      group by group_id, symbol, side
    )
    select symbol, trim_scale(sum(case side when 'buy' then remaining_qty else -remaining_qty end))::text as qty
    from exposed group by symbol order by symbol
  `.execute(db);
  return Object.fromEntries(rows.map(({ symbol, qty }) => [symbol, qty]));
}

/**
 * Every order of the account that may still change the ledger, oldest first: open, unknown, or with
 * `brokerFilledQty` above `filledQty`, whose executions are still to be fetched.
 */
export async function exposedOrders(db: Kysely<Database>, accountId: string): Promise<readonly OrderRow[]> {
  return await db
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', accountId)
    .where(sql<boolean>`is_exposed`)
    .orderBy('createdAt')
    .orderBy('clientOrderId')
    .execute();
}
