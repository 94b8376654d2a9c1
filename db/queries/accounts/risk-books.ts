import { sql, type Transaction } from 'kysely';
import type { StandingOrder } from '../../../domain/ordering/wash-trade.ts';
import type { Database } from '../../schema.ts';
import { type Exposure, openExposure, standingOrders } from '../orders/order-exposure.ts';
import { type RiskFacts, riskFacts } from './risk-facts.ts';
import type { RiskQuestion } from './risk-question.ts';

/** What the ledger tells risk about an order. */
export interface RiskBooks {
  readonly exposure: Exposure;
  readonly facts: RiskFacts;
  readonly standing: readonly StandingOrder[];
}

/** All of it in one query; exact only with the account locked in the same transaction. */
export async function riskBooks(tx: Transaction<Database>, asked: RiskQuestion): Promise<RiskBooks> {
  const { rows } = await sql<Exposure & RiskFacts & { readonly standing: readonly StandingOrder[] }>`
    select exposure.*, facts.*, ${standingOrders(asked)} as standing
    from (${openExposure(asked)}) exposure cross join (${riskFacts(asked)}) facts`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate gave no row');
  const { latches, equityMarks, rejectStreak, holdings, earlierDecision, strategy, standing, ...exposure } =
    row;
  return {
    exposure,
    facts: { latches, equityMarks, rejectStreak, holdings, earlierDecision, strategy },
    standing,
  };
}
