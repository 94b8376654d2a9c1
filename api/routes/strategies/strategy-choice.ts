import type { Kysely } from 'kysely';
import { strategyOfUser } from '../../../db/queries/cycles/strategies.ts';
import type { Database, StrategyRow } from '../../../db/schema.ts';
import { problem } from '../../problem-error.ts';

/** The user's strategy, unless it is archived. @throws ProblemError STRATEGY_NOT_FOUND */
export async function liveStrategy(
  db: Kysely<Database>,
  userId: string,
  strategyId: string,
): Promise<StrategyRow> {
  const strategy = await anyStrategy(db, userId, strategyId);
  if (strategy.archivedAt !== null) throw notFound(strategyId);
  return strategy;
}

/** The user's strategy, archived or not: its history stays readable. @throws ProblemError STRATEGY_NOT_FOUND */
export async function anyStrategy(
  db: Kysely<Database>,
  userId: string,
  strategyId: string,
): Promise<StrategyRow> {
  const strategy = await strategyOfUser(db, userId, strategyId);
  if (strategy === undefined) throw notFound(strategyId);
  return strategy;
}

function notFound(strategyId: string) {
  return problem('STRATEGY_NOT_FOUND', `You have no strategy ${strategyId}.`);
}
