import type { Kysely, NotNull } from 'kysely';
import type { Timestamp } from '../../../domain/market.ts';
import type { PastProposal, ProposalOutcome } from '../../../domain/memory/past-proposal.ts';
import type { DecimalString } from '../../../domain/money.ts';
import type { Database } from '../../schema.ts';

/** Whose memory is asked for, and as of which moment of the market's clock. */
export interface MemoryQuestion {
  readonly userId: string;
  readonly strategyId: string;
  /** Left out: all that it has proposed. */
  readonly symbols?: readonly string[];
  /**
   * Nothing that was not known then: proposals before it, fills by then, and outcomes whose close was known. Left out:
   * all that is known.
   */
  readonly asOf?: Timestamp;
  readonly limit: number;
}

const END_OF_TIME = new Date('9999-12-31T00:00:00Z');

/** What a strategy has proposed and what has become of it, newest first. */
export async function memoryOf(
  db: Kysely<Database>,
  { userId, strategyId, symbols, asOf, limit }: MemoryQuestion,
): Promise<readonly PastProposal[]> {
  if (symbols?.length === 0) return [];
  const until = asOf === undefined ? END_OF_TIME : new Date(asOf);
  const rows = await db
    .selectFrom('cycles')
    .innerJoin('decisions', 'decisions.cycleId', 'cycles.id')
    .leftJoin('orders', 'orders.clientOrderId', 'decisions.clientOrderId')
    .select(['decisions.cycleId', 'decisions.leg', 'decisions.symbol', 'decisions.side', 'decisions.qty'])
    .select(['decisions.proposal', 'decisions.clientOrderId', 'cycles.dataAsOf', 'orders.refusal'])
    .select((eb) =>
      eb
        .selectFrom('fills')
        .select(({ fn }) => fn.sum<DecimalString>('fills.qty').as('qty'))
        .whereRef('fills.clientOrderId', '=', 'decisions.clientOrderId')
        .where('fills.executedAt', '<=', until)
        .as('filledQty'),
    )
    .where('cycles.strategyId', '=', strategyId)
    // Not asked of the cycles: the plan would gather all of the user's and sort them.
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('strategies')
          .select('strategies.id')
          .where('strategies.id', '=', strategyId)
          .where('strategies.userId', '=', userId),
      ),
    )
    .where('cycles.dataAsOf', '<', until)
    .$if(symbols !== undefined, (query) => query.where('decisions.symbol', 'in', symbols ?? []))
    .$narrowType<{ dataAsOf: NotNull }>()
    .orderBy('cycles.asOf', 'desc')
    .orderBy('decisions.leg')
    .limit(limit)
    .execute();
  const outcomes = await outcomesOf(db, [...new Set(rows.map(({ cycleId }) => cycleId))], until);
  return rows.map(({ leg, proposal, dataAsOf, refusal, filledQty, ...row }) => ({
    ...row,
    at: dataAsOf.toISOString(),
    targetWeight: proposal.targetWeight,
    referencePrice: proposal.referencePrice,
    confidence: proposal.confidence,
    thesis: proposal.thesis,
    invalidation: proposal.invalidation,
    filledQty: filledQty ?? '0',
    ...(refusal === null ? {} : { refusedFor: refusal.code }),
    outcomes: outcomes.get(`${row.cycleId} ${leg}`) ?? [],
  }));
}

async function outcomesOf(
  db: Kysely<Database>,
  cycleIds: readonly string[],
  until: Date,
): Promise<ReadonlyMap<string, readonly ProposalOutcome[]>> {
  const found = new Map<string, ProposalOutcome[]>();
  if (cycleIds.length === 0) return found;
  const rows = await db
    .selectFrom('proposalOutcomes')
    .select(['cycleId', 'leg', 'bars', 'day', 'gain', 'spy', 'knownAt'])
    .where('cycleId', 'in', cycleIds)
    .where('knownAt', '<=', until)
    .orderBy('bars')
    .execute();
  for (const { cycleId, leg, spy, knownAt, ...outcome } of rows) {
    const known = { ...outcome, ...(spy === null ? {} : { spy }), knownAt: knownAt.toISOString() };
    const key = `${cycleId} ${leg}`;
    found.set(key, [...(found.get(key) ?? []), known]);
  }
  return found;
}
