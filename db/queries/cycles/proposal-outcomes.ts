import { type Kysely, sql } from 'kysely';
import type { Timestamp } from '../../../domain/market.ts';
import { OUTCOME_BARS, type ProposalOutcome } from '../../../domain/memory/past-proposal.ts';
import type { DecimalString } from '../../../domain/money.ts';
import type { OrderSide } from '../../../domain/order.ts';
import type { Database } from '../../schema.ts';

/** A proposal of which not everything is known yet. */
export interface ProposalToMeasure {
  readonly cycleId: string;
  readonly leg: number;
  readonly at: Timestamp;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly referencePrice: DecimalString;
  /** Outcomes that are there already. */
  readonly measured: number;
}

/** Where a batch of proposals ended. */
export interface MeasuredUpTo {
  readonly at: Timestamp;
  readonly cycleId: string;
}

/**
 * Proposals of the account that were made from `from` to before `before`, by the market's clock, and lack an outcome:
 * those of whole cycles, oldest first, from behind `after` on.
 */
export async function proposalsToMeasure(
  db: Kysely<Database>,
  wanted: {
    readonly accountId: string;
    readonly from: Date;
    readonly before: Date;
    readonly after: MeasuredUpTo | undefined;
    readonly cyclesMax: number;
  },
): Promise<{ readonly proposals: readonly ProposalToMeasure[]; readonly upTo: MeasuredUpTo | undefined }> {
  const { accountId, from, before, after, cyclesMax } = wanted;
  const cycles = await db
    .selectFrom('cycles')
    .select(['id', 'dataAsOf'])
    .where('accountId', '=', accountId)
    .where('decision', 'is not', null)
    .where('dataAsOf', '>=', from)
    .where('dataAsOf', '<', before)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(data_as_of, id) > (${after?.at}::timestamptz, ${after?.cycleId}::text)`),
    )
    .orderBy('dataAsOf')
    .orderBy('id')
    .limit(cyclesMax)
    .execute();
  const last = cycles.at(-1);
  if (last === undefined) return { proposals: [], upTo: undefined };
  const moments = new Map(cycles.map(({ id, dataAsOf }) => [id, dataAsOf]));
  const rows = await db
    .selectFrom('decisions')
    .select(['cycleId', 'leg', 'symbol', 'side', 'proposal'])
    .select((eb) =>
      eb
        .selectFrom('proposalOutcomes')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('proposalOutcomes.cycleId', '=', 'decisions.cycleId')
        .whereRef('proposalOutcomes.leg', '=', 'decisions.leg')
        .as('measured'),
    )
    .where('cycleId', 'in', [...moments.keys()])
    .orderBy('cycleId')
    .orderBy('leg')
    .execute();
  const proposals = rows
    .map(({ proposal, measured, ...row }) => ({
      ...row,
      at: (moments.get(row.cycleId) ?? from).toISOString(),
      referencePrice: proposal.referencePrice,
      measured: Number(measured),
    }))
    .filter(({ measured }) => measured < OUTCOME_BARS.length);
  const isFull = cycles.length === cyclesMax;
  const upTo = isFull ? { at: (last.dataAsOf ?? from).toISOString(), cycleId: last.id } : undefined;
  return { proposals, upTo };
}

/** Keeps what became of a proposal; what is there already stays. Gives how many are new. */
export async function keepOutcomes(
  db: Kysely<Database>,
  outcomes: readonly (ProposalOutcome & { readonly cycleId: string; readonly leg: number })[],
  measuredAt: Date,
): Promise<number> {
  if (outcomes.length === 0) return 0;
  const kept = await db
    .insertInto('proposalOutcomes')
    .values(outcomes.map(({ spy = null, ...outcome }) => ({ ...outcome, spy, measuredAt })))
    .onConflict((conflict) => conflict.columns(['cycleId', 'leg', 'bars']).doNothing())
    .returning('bars')
    .execute();
  return kept.length;
}
