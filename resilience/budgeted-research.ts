import type { Kysely } from 'kysely';
import { researchDay, reserveResearch, settleResearch } from '../db/queries/models/research-days.ts';
import type { Database } from '../db/schema.ts';
import { type DecimalString, decimal, toDecimalString } from '../domain/money.ts';
import { type OutageKind, SourceOutage } from '../domain/outage.ts';
import type { ResearchOutcome, ResearchQuestion, ResearchSearch } from '../domain/ports/research.ts';
import type { Guard } from './guard.ts';

/**
 * Held back for one search. Ten findings at Valyu's least ceiling cost at most 0.20 dollars; its documents differ in
 * what the ceiling is counted by, so that there is room, and what a search really cost is what counts afterwards.
 */
const RESERVED_USD = '0.5';

/** Failures before anything was bought. After any other the search may have been paid for, and counts as if it was. */
const UNPAID: ReadonlySet<OutageKind> = new Set([
  'unreachable',
  'breaker-open',
  'busy',
  'unauthorized',
  'refused',
  'rate-limited',
  'out-of-quota',
]);

/** Searches within a daily budget (UTC days), reserved before and settled after each call, over all workers. */
export function createBudgetedResearch(options: {
  readonly db: Kysely<Database>;
  readonly source: ResearchSearch;
  readonly guard: Guard;
  readonly usdPerDay: DecimalString;
  readonly now: () => Date;
}): (question: ResearchQuestion) => Promise<ResearchOutcome> {
  const { db, source, guard, usdPerDay, now } = options;
  return async (question) => {
    const day = now().toISOString().slice(0, 10);
    const held = { day, usd: RESERVED_USD };
    if (!(await reserveResearch(db, { ...held, usdPerDay }))) {
      const { reserved, spent } = await researchDay(db, day);
      const left = decimal(usdPerDay).minus(reserved).minus(spent);
      return {
        kind: 'over-budget',
        usdPerDay,
        leftUsd: toDecimalString(left.isNegative() ? decimal('0') : left),
      };
    }
    try {
      const answer = await guard.run('search', () => source.search(question));
      await settleResearch(db, { ...held, costUsd: answer.costUsd, failed: false });
      return { kind: 'found', ...answer };
    } catch (error) {
      const isUnpaid = error instanceof SourceOutage && UNPAID.has(error.kind);
      await settleResearch(db, { ...held, costUsd: isUnpaid ? '0' : RESERVED_USD, failed: true });
      throw error;
    }
  };
}
