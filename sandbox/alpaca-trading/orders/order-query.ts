import { isTrue } from '../answer.ts';
import { malformedRequest, type Refusal } from '../refusal.ts';
import { readStamp, type Stamp } from '../stamp.ts';
import { isOpen, isParent, type Order, SIDES, type Side } from './order.ts';

/** The filters of GET /v2/orders. `after` and `until` leave their own moment out. */
interface OrderQuery {
  readonly status: 'open' | 'closed' | 'all';
  readonly limit: number;
  readonly after: Stamp | undefined;
  readonly until: Stamp | undefined;
  readonly afterOrderId: string | undefined;
  readonly beforeOrderId: string | undefined;
  readonly ascending: boolean;
  readonly symbols: ReadonlySet<string> | undefined;
  readonly side: Side | undefined;
  /** Legs are shown under their parent alone. */
  readonly nested: boolean;
}

const STATUSES = ['open', 'closed', 'all'] as const;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

export function readOrderQuery(query: Readonly<Record<string, string>>): OrderQuery | Refusal {
  const status = STATUSES.find((known) => known === (query['status'] ?? 'open'));
  if (!status) return malformedRequest(`invalid status: ${query['status']}`);
  const limit = query['limit'] === undefined ? DEFAULT_LIMIT : Number(query['limit']);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return malformedRequest(`limit must be between 1 and ${MAX_LIMIT}`);
  }
  const { after, until, side } = query;
  const afterStamp = after === undefined ? undefined : readStamp(after);
  if (after !== undefined && afterStamp === undefined) return malformedRequest(`invalid after: ${after}`);
  const untilStamp = until === undefined ? undefined : readStamp(until);
  if (until !== undefined && untilStamp === undefined) return malformedRequest(`invalid until: ${until}`);
  const direction = query['direction'] ?? 'desc';
  if (direction !== 'asc' && direction !== 'desc') return malformedRequest(`invalid direction: ${direction}`);
  const known = SIDES.find((name) => name === side);
  if (side !== undefined && known === undefined) return malformedRequest(`invalid side: ${side}`);
  return {
    status,
    limit,
    after: afterStamp,
    until: untilStamp,
    afterOrderId: query['after_order_id'],
    beforeOrderId: query['before_order_id'],
    ascending: direction === 'asc',
    symbols: query['symbols'] ? new Set(query['symbols'].split(',')) : undefined,
    side: known,
    nested: isTrue(query['nested']),
  };
}

/** The orders that the query asks for; `orders` come in the order of acceptance. */
export function selectOrders(orders: readonly Order[], query: OrderQuery): readonly Order[] {
  let chosen = orders;
  if (query.afterOrderId !== undefined) chosen = chosen.slice(indexOf(chosen, query.afterOrderId) + 1);
  if (query.beforeOrderId !== undefined)
    chosen = chosen.slice(0, Math.max(0, indexOf(chosen, query.beforeOrderId)));
  chosen = chosen.filter(
    (order) =>
      (query.status === 'all' || isOpen(order) === (query.status === 'open')) &&
      (query.after === undefined || order.submittedAt > query.after) &&
      (query.until === undefined || order.submittedAt < query.until) &&
      (query.symbols === undefined || query.symbols.has(order.ticket.symbol)) &&
      (query.side === undefined || query.side === order.ticket.side),
  );
  if (query.nested) chosen = withoutLegs(chosen);
  if (query.ascending) return chosen.slice(0, query.limit);
  return chosen.toReversed().slice(0, query.limit);
}

/** Leaves out the legs whose parent is there. */
function withoutLegs(orders: readonly Order[]): readonly Order[] {
  const parents = new Set(
    orders.filter(({ ticket }) => isParent(ticket)).map(({ ticket }) => ticket.group?.id),
  );
  return orders.filter(({ ticket }) => !ticket.group || isParent(ticket) || !parents.has(ticket.group.id));
}

function indexOf(orders: readonly Order[], orderId: string): number {
  return orders.findIndex((order) => order.ticket.id === orderId);
}
