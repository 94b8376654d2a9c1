import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { FAILURES_BEFORE_TELLING, type ProbeResult } from '../../../domain/integrations/probe-result.ts';
import type { Database } from '../../schema.ts';
import type { IntegrationStatesTable } from '../../tables/integration-tables.ts';
import { appendOutbox } from '../events/outbox.ts';
import { ownerIds } from '../identity/users.ts';
import { inTransaction } from '../in-transaction.ts';

/** Two days at one probe in five minutes. */
const KEPT_OF_EACH = 600;

export type IntegrationState = Selectable<IntegrationStatesTable>;

export interface IntegrationFigures {
  readonly point: string;
  /** Of the probes that passed, milliseconds; null where none did. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly probes: number;
  readonly breaches: number;
  readonly passed: number;
}

/**
 * Keeps a run's results, and tells every owner by an event which points fail for the third time in a row, and which are
 * back after that: once each.
 */
export async function keepProbeResults(
  db: Kysely<Database>,
  results: readonly (ProbeResult & { readonly breach: boolean })[],
): Promise<void> {
  if (results.length === 0) return;
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('integrationProbes')
      .values(results.map(({ id: point, outcome, ms, breach }) => ({ point, outcome, ms, breach })))
      .execute();
    // In one order for all: two runs at once never wait for each other in a circle.
    for (const result of results.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
      await tell(tx, await moveState(tx, result));
    }
    await sql`delete from integration_probes p using (
        select point, min(id) as oldest from (
          select point, id, row_number() over (partition by point order by id desc) as age from integration_probes
        ) ranked where age <= ${KEPT_OF_EACH} group by point
      ) kept where p.point = kept.point and p.id < kept.oldest`.execute(tx);
  });
}

/** Where each point stands that has ever been probed. */
export async function integrationStates(db: Kysely<Database>): Promise<readonly IntegrationState[]> {
  return await db.selectFrom('integrationStates').selectAll().orderBy('point').execute();
}

/** Median, 95th percentile and breaches of each point over its kept probes. */
export async function integrationFigures(db: Kysely<Database>): Promise<readonly IntegrationFigures[]> {
  const { rows } = await sql<IntegrationFigures>`
    select point,
      percentile_disc(0.5) within group (order by ms) filter (where outcome = 'passed') as "medianMs",
      percentile_disc(0.95) within group (order by ms) filter (where outcome = 'passed') as "p95Ms",
      count(*) filter (where outcome in ('passed', 'failed'))::integer as probes,
      count(*) filter (where breach)::integer as breaches,
      count(*) filter (where outcome = 'passed')::integer as passed
    from integration_probes group by point order by point`.execute(db);
  return rows;
}

async function moveState(tx: Transaction<Database>, result: ProbeResult): Promise<IntegrationState> {
  const { id: point, outcome, ms, note } = result;
  const now = sql<Date>`now()`;
  const passed = outcome === 'passed';
  const failed = outcome === 'failed';
  return await tx
    .insertInto('integrationStates')
    .values({
      point,
      outcome,
      ms,
      note,
      probedAt: now,
      lastSuccessAt: passed ? now : null,
      failures: failed ? 1 : 0,
      toldFailing: false,
    })
    .onConflict((conflict) =>
      conflict.column('point').doUpdateSet({
        outcome,
        ms,
        note,
        probedAt: now,
        ...(passed ? { lastSuccessAt: now } : {}),
        failures: failed ? sql<number>`integration_states.failures + 1` : 0,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function tell(tx: Transaction<Database>, state: IntegrationState): Promise<void> {
  const { point, outcome, note, failures, toldFailing } = state;
  const isFailing = failures >= FAILURES_BEFORE_TELLING && !toldFailing;
  const isBack = outcome === 'passed' && toldFailing;
  if (!isFailing && !isBack) return;
  const payload = { point, failures, note };
  for (const userId of await ownerIds(tx)) {
    await appendOutbox(tx, {
      userId,
      type: isFailing ? 'integration.failing' : 'integration.recovered',
      payload,
    });
  }
  await tx
    .updateTable('integrationStates')
    .set({ toldFailing: isFailing })
    .where('point', '=', point)
    .execute();
}
