import { type Insertable, type Kysely, sql } from 'kysely';
import { unavailableEvent } from '../../../domain/deciding/unavailable.ts';
import type { Proposal } from '../../../domain/decision.ts';
import type { DecimalString } from '../../../domain/money.ts';
import type { OrderSide } from '../../../domain/order.ts';
import type { Refusal } from '../../../domain/refusal.ts';
import { decodeCursor, isUuid, type Page, type PageRequest, toPage } from '../../page.ts';
import type {
  CycleRow,
  CycleSource,
  CycleStatus,
  CycleStep,
  CyclesTable,
  Database,
  DecisionRow,
  OrderApprovalRow,
  OrderRow,
  ReconciliationRow,
  StoredDecision,
} from '../../schema.ts';
import { appendAudit } from '../audit/audit.ts';
import { appendOutbox } from '../events/outbox.ts';
import { inTransaction } from '../in-transaction.ts';
import { approvalsOf } from '../orders/order-approvals.ts';

/** A cycle that has not ended after this time is taken for lost (terminated by hand, say) and holds up no other. */
const RUNNING_MINUTES_MAX = 15;

/**
 * The cycle's row, made unless it was there: a retry or a reset of its workflow finds its own. Its `behind` is the
 * strategy's cycle that was running when this one was opened, if there was one: two would decide on the same portfolio,
 * each without the other's orders. The strategy is locked meanwhile, so that of two cycles one is the first.
 */
export async function openCycle(
  db: Kysely<Database>,
  cycle: Pick<Insertable<CyclesTable>, 'id' | 'strategyId' | 'userId' | 'accountId' | 'asOf' | 'trigger'> & {
    readonly startedAt?: Date | string;
  },
): Promise<CycleRow> {
  const { id, strategyId } = cycle;
  return await inTransaction(db, async (tx) => {
    await tx
      .selectFrom('strategies')
      .select('id')
      .where('id', '=', strategyId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    const own = await tx.selectFrom('cycles').selectAll().where('id', '=', id).executeTakeFirst();
    if (own !== undefined) return own;
    return await tx
      .insertInto('cycles')
      .values({
        startedAt: sql<Date>`now()`,
        ...cycle,
        status: 'running',
        steps: '[]',
        behind: sql<string | null>`(select id from cycles
          where strategy_id = ${strategyId} and status = 'running' and behind is null
            and started_at > now() - make_interval(mins => ${RUNNING_MINUTES_MAX})
          order by started_at limit 1)`,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** Notes how long a step took; a step told again replaces what was told of it. */
export async function recordStep(db: Kysely<Database>, cycleId: string, step: CycleStep): Promise<void> {
  const others = sql`(select coalesce(jsonb_agg(s.step order by s.place), '[]')
    from jsonb_array_elements(steps) with ordinality as s (step, place) where s.step ->> 'name' <> ${step.name})`;
  await db
    .updateTable('cycles')
    .set({ steps: sql<string>`${others} || ${JSON.stringify([step])}::jsonb` })
    .where('id', '=', cycleId)
    .execute();
}

/** What each source gave, and the broker's time at the fetch: nothing later was used. */
export async function setCycleSources(
  db: Kysely<Database>,
  cycleId: string,
  fetched: { readonly sources: readonly CycleSource[]; readonly dataAsOf: Date | string },
): Promise<void> {
  await db
    .updateTable('cycles')
    .set({ sources: JSON.stringify(fetched.sources), dataAsOf: fetched.dataAsOf })
    .where('id', '=', cycleId)
    .execute();
}

/** One leg of a decision, with the identity that its order will have. */
export interface DecisionLeg {
  readonly leg: number;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly qty: DecimalString;
  readonly proposal: Proposal;
  readonly clientOrderId: string;
}

/**
 * Stores what the strategy said, once for each cycle, and gives the decision that stands: the first one ever stored.
 * Legs and decision are stored together or not at all.
 */
export async function storeDecision(
  db: Kysely<Database>,
  cycleId: string,
  decision: StoredDecision,
  legs: readonly DecisionLeg[],
): Promise<StoredDecision> {
  return await inTransaction(db, async (tx) => {
    const won = await tx
      .updateTable('cycles')
      .set({ decision: JSON.stringify(decision) })
      .where('id', '=', cycleId)
      .where('decision', 'is', null)
      .returning(['id', 'userId', 'strategyId', 'accountId'])
      .executeTakeFirst();
    if (won !== undefined && legs.length > 0) {
      await tx
        .insertInto('decisions')
        .values(legs.map((leg) => ({ ...leg, cycleId, proposal: JSON.stringify(leg.proposal) })))
        .execute();
    }
    if (won !== undefined) await tellUnavailable(tx, { ...won, cycleId }, decision);
    const { decision: stands } = await tx
      .selectFrom('cycles')
      .select('decision')
      .where('id', '=', cycleId)
      .executeTakeFirstOrThrow();
    if (stands === null) throw new Error(`cycle ${cycleId} lost its decision`);
    return stands;
  });
}

/** Event and audit entry of a decision that no model made. */
async function tellUnavailable(
  tx: Kysely<Database>,
  cycle: Pick<CycleRow, 'userId' | 'strategyId' | 'accountId'> & { readonly cycleId: string },
  decision: StoredDecision,
): Promise<void> {
  const event = unavailableEvent(cycle, decision);
  if (event === undefined) return;
  const { userId, strategyId, cycleId } = cycle;
  await appendOutbox(tx, { userId, type: 'decision.unavailable', payload: { ...event } });
  await appendAudit(tx, {
    userId,
    actor: `strategy:${strategyId}`,
    action: 'decision.unavailable',
    target: cycleId,
    result: event.code,
    data: { message: event.message, targets: event.targets },
  });
}

/**
 * Ends the cycle, with its event and audit entry. The same call again changes nothing; after a reset of the workflow
 * the last word counts.
 */
export async function finishCycle(
  db: Kysely<Database>,
  end: {
    readonly id: string;
    readonly status: Exclude<CycleStatus, 'running'>;
    readonly outcome: string | null;
    readonly refusal: Refusal | null;
    readonly steps: readonly CycleStep[];
    readonly reconciliationId: string | null;
  },
): Promise<void> {
  const { id, status, outcome, refusal, reconciliationId } = end;
  await inTransaction(db, async (tx) => {
    const finished = await tx
      .updateTable('cycles')
      .set({
        status,
        outcome,
        refusal: refusal === null ? null : JSON.stringify(refusal),
        steps: JSON.stringify(end.steps),
        reconciliationId,
        finishedAt: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .where((eb) =>
        eb.or([
          eb('status', '<>', status),
          eb('outcome', 'is distinct from', outcome),
          eb('reconciliationId', 'is distinct from', reconciliationId),
        ]),
      )
      .returning(['userId', 'strategyId', 'accountId'])
      .executeTakeFirst();
    if (finished === undefined) return;
    const { userId, strategyId, accountId } = finished;
    const code = refusal?.code ?? null;
    const payload = { cycleId: id, strategyId, accountId, outcome, code };
    await appendOutbox(tx, { userId, type: `cycle.${status}`, payload });
    const entry = {
      userId,
      actor: `strategy:${strategyId}`,
      action: 'cycle.finished',
      target: id,
      result: status,
    };
    await appendAudit(tx, { ...entry, data: { outcome, code } });
  });
}

/** For the workers; the API asks for `cycleOfUser`. */
export async function cycleById(db: Kysely<Database>, id: string): Promise<CycleRow | undefined> {
  return await db.selectFrom('cycles').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function cycleOfUser(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<CycleRow | undefined> {
  return await db
    .selectFrom('cycles')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** The cycles of the user's strategy, newest moment first. */
export async function cyclesOfStrategy(
  db: Kysely<Database>,
  userId: string,
  strategyId: string,
  request: PageRequest,
): Promise<Page<CycleRow>> {
  if (!isUuid(strategyId)) return { items: [], nextCursor: null };
  let query = db
    .selectFrom('cycles')
    .selectAll()
    .where('strategyId', '=', strategyId)
    .where('userId', '=', userId)
    .orderBy('asOf', 'desc')
    .limit(request.limit + 1);
  if (request.cursor !== undefined) {
    const [asOf] = decodeCursor(request.cursor, ['time']);
    query = query.where('asOf', '<', new Date(asOf));
  }
  return toPage(await query.execute(), request.limit, (row) => [row.asOf]);
}

export interface CycleReport {
  readonly cycle: CycleRow;
  readonly decisions: readonly DecisionRow[];
  readonly orders: readonly OrderRow[];
  /** By client order id; only of orders that wait or waited for a person. */
  readonly approvals: ReadonlyMap<string, OrderApprovalRow>;
  readonly reconciliation: ReconciliationRow | undefined;
}

/** The user's cycle with its decisions, orders and reconciliation. */
export async function cycleReport(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<CycleReport | undefined> {
  const cycle = await cycleOfUser(db, userId, id);
  if (cycle === undefined) return undefined;
  const { reconciliationId } = cycle;
  const [decisions, orders, reconciliation] = await Promise.all([
    db.selectFrom('decisions').selectAll().where('cycleId', '=', id).orderBy('leg').execute(),
    db
      .selectFrom('orders')
      .selectAll()
      .where('cycleId', '=', id)
      .orderBy('createdAt')
      .orderBy('clientOrderId')
      .execute(),
    reconciliationId === null
      ? undefined
      : db.selectFrom('reconciliations').selectAll().where('id', '=', reconciliationId).executeTakeFirst(),
  ]);
  return { cycle, decisions, orders, approvals: await approvalsOf(db, orders), reconciliation };
}
