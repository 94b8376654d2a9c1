import { type Kysely, sql } from 'kysely';
import { type OrderStatus, TERMINAL_STATUSES } from '../../../domain/order.ts';
import { decodeCursor, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type { Database, OrderRow } from '../../schema.ts';

const CLOSED = [...TERMINAL_STATUSES];

/** What is shown of an order: neither what was asked for in its own words nor how it was judged. */
const SHOWN = [
  'clientOrderId',
  'brokerOrderId',
  'accountId',
  'cycleId',
  'source',
  'symbol',
  'side',
  'type',
  'timeInForce',
  'qty',
  'notional',
  'limitPrice',
  'stopPrice',
  'trailPrice',
  'trailPercent',
  'extendedHours',
  'orderClass',
  'parentClientOrderId',
  'replaces',
  'replacedBy',
  'status',
  'brokerStatus',
  'refusal',
  'filledQty',
  'filledAvgPrice',
  'expiresAt',
  'submittedAt',
  'acceptedAt',
  'terminalAt',
  'cancelRequestedAt',
  'createdAt',
  'updatedAt',
] as const;

export type ShownOrder = Pick<OrderRow, (typeof SHOWN)[number]>;

/** An order of a list, and whether a person is or was asked about it. */
type ListedOrder = ShownOrder & { readonly isAsked: boolean | null };

/** The user's orders, newest first. */
export async function ordersOfUser(
  db: Kysely<Database>,
  userId: string,
  request: PageRequest & {
    readonly status?: 'open' | 'closed' | 'all' | OrderStatus | undefined;
    readonly symbol?: string | undefined;
    readonly strategyId?: string | undefined;
    readonly accountId?: string | undefined;
    /** Of those made from here on, and before there. */
    readonly from?: string | undefined;
    readonly until?: string | undefined;
  },
): Promise<Page<ListedOrder>> {
  const { limit, cursor, status = 'all', symbol, strategyId, accountId, from, until } = request;
  const ids = [strategyId, accountId].filter((id) => id !== undefined);
  if (!ids.every(isUuid)) return { items: [], nextCursor: null };
  let query = db
    .selectFrom('orders')
    .select(SHOWN)
    .select((eb) =>
      eb
        .selectFrom('orderApprovals')
        .select(sql.lit(true).as('isAsked'))
        .whereRef('orderApprovals.clientOrderId', '=', 'orders.clientOrderId')
        .as('isAsked'),
    )
    .where('userId', '=', userId)
    .orderBy('createdAt', 'desc')
    .orderBy('clientOrderId', 'desc')
    .limit(limit + 1);
  // What is asked for by its opposite is not looked up in the index of statuses, which would have to be sorted.
  if (status === 'open') query = query.where(sql<boolean>`is_exposed`).where('status', 'not in', CLOSED);
  else if (status === 'closed') query = query.where('status', 'in', CLOSED);
  // Named in the statement: a plan for any status reads all of a symbol's orders for one that is rare.
  else if (status !== 'all') query = query.where('status', '=', sql.lit(status));
  if (symbol !== undefined) query = query.where('symbol', '=', symbol);
  if (strategyId !== undefined) query = query.where('strategyId', '=', strategyId);
  if (accountId !== undefined) query = query.where('accountId', '=', accountId);
  if (from !== undefined) query = query.where('createdAt', '>=', new Date(from));
  if (until !== undefined) query = query.where('createdAt', '<', new Date(until));
  if (cursor !== undefined) {
    const [createdAt, id] = decodeCursor(cursor, ['time', 'text']);
    query = query.where((eb) =>
      eb(eb.refTuple('createdAt', 'clientOrderId'), '<', eb.tuple(new Date(createdAt), id)),
    );
  }
  return toPage(await query.execute(), limit, (row) => [row.createdAt, row.clientOrderId]);
}
