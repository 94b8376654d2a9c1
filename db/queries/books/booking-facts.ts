import { sql, type Transaction } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Execution } from '../../../domain/order.ts';
import type { LedgerPosition } from '../../../domain/portfolio.ts';
import { type BookedExecution, isCopy } from '../../../domain/reconciling/standing-executions.ts';
import type { Database, OrderRow } from '../../schema.ts';
import { type Filled, filledOf } from './fill-rows.ts';

export interface BookingFacts {
  /**
   * What the ledger has in the execution's place: the execution itself, its bust, another one (`contradicts`), or
   * nothing yet.
   */
  readonly place: 'booked' | 'taken-back' | 'contradicts' | undefined;
  readonly held: LedgerPosition | undefined;
  /** No fill of the position comes after it. */
  readonly isLatest: boolean;
  /** What the order's fills come to with this one. */
  readonly filled: Filled;
}

/** All that the booking of an execution depends on, in one query; exact only with its order locked. */
export async function bookingFacts(
  tx: Transaction<Database>,
  { clientOrderId, accountId, symbol }: Pick<OrderRow, 'clientOrderId' | 'accountId' | 'symbol'>,
  execution: Execution,
): Promise<BookingFacts> {
  const { executionId, qty, price, cumulativeQty, at } = execution;
  const rows = await tx
    .selectFrom('orders')
    .leftJoin('positions', (held) =>
      held.on('positions.accountId', '=', accountId).on('positions.symbol', '=', symbol),
    )
    .leftJoin('fills as twin', (twin) =>
      twin.on('twin.clientOrderId', '=', clientOrderId).on('twin.cumulativeQty', '=', cumulativeQty),
    )
    .where('orders.clientOrderId', '=', clientOrderId)
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('fills')
            .select('fills.executionId')
            .where('fills.accountId', '=', accountId)
            .where('fills.executionId', '=', executionId),
        )
        .as('isBooked'),
      eb
        .exists(
          eb
            .selectFrom('busts')
            .select('busts.executionId')
            .where('busts.accountId', '=', accountId)
            .where('busts.executionId', '=', executionId),
        )
        .as('isTakenBack'),
      eb
        .exists(
          eb
            .selectFrom('fills as later')
            .select('later.executionId')
            .where('later.accountId', '=', accountId)
            .where('later.symbol', '=', symbol)
            .where((that) =>
              that(
                that.refTuple(
                  'later.executedAt',
                  'later.clientOrderId',
                  'later.cumulativeQty',
                  'later.executionId',
                ),
                '>',
                that.tuple(new Date(at), clientOrderId, cumulativeQty, executionId),
              ),
            ),
        )
        .as('hasLater'),
      sql<DecimalString>`(select coalesce(sum(f.qty), 0) + ${qty}::numeric
        from fills f where f.client_order_id = ${clientOrderId})`.as('filledQty'),
      sql<DecimalString>`(select (coalesce(sum(f.qty * f.price), 0) + ${qty}::numeric * ${price}::numeric)::text
        from fills f where f.client_order_id = ${clientOrderId})`.as('filledValue'),
      'positions.qty as heldQty',
      'positions.avgEntryPrice',
      'positions.realizedPnl',
      'twin.executionId as twinId',
      'twin.qty as twinQty',
      'twin.price as twinPrice',
      'twin.executedAt as twinAt',
    ])
    .execute();
  const [facts] = rows;
  if (facts === undefined) throw new Error(`order ${clientOrderId} is not in the ledger`);
  const { heldQty, avgEntryPrice, realizedPnl } = facts;
  const twins = rows.flatMap(({ twinId, twinQty, twinPrice, twinAt }) =>
    twinId === null || twinQty === null || twinPrice === null || twinAt === null
      ? []
      : [{ executionId: twinId, qty: twinQty, price: twinPrice, cumulativeQty, at: twinAt.toISOString() }],
  );
  return {
    place: facts.isBooked ? 'booked' : facts.isTakenBack ? 'taken-back' : placeOf(twins, execution),
    held:
      heldQty === null || avgEntryPrice === null || realizedPnl === null
        ? undefined
        : { symbol, qty: heldQty, avgEntryPrice, realizedPnl },
    isLatest: !facts.hasLater,
    filled: filledOf({ qty: facts.filledQty, value: facts.filledValue }),
  };
}

/** What the order's fills with the same cumulative quantity, if any, make of the execution. */
function placeOf(twins: readonly BookedExecution[], execution: Execution): BookingFacts['place'] {
  if (twins.length === 0) return undefined;
  return twins.some((twin) => isCopy(twin, execution)) ? 'booked' : 'contradicts';
}
