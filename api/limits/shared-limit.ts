import { CompiledQuery, type Kysely } from 'kysely';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../../db/schema.ts';

/** So many within so long, whoever counts. */
export interface LimitTerms {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** How a key stands after it was counted. */
export interface Standing {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

/** A limit that all processes share, counted in PostgreSQL by rate-limiter-flexible. @throws when that does not answer */
export interface SharedLimit {
  readonly terms: LimitTerms;
  take(key: string, points?: number): Promise<Standing>;
  giveBack(key: string): Promise<void>;
  forget(key: string): Promise<void>;
}

export function createSharedLimit(db: Kysely<Database>, terms: LimitTerms): SharedLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: storeOf(db),
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: terms.name,
    points: terms.points,
    duration: terms.seconds,
  });
  return {
    terms,
    async take(key, points = 1) {
      try {
        return { allowed: true, ...standing(await limiter.consume(key, points)) };
      } catch (thrown) {
        if (thrown instanceof RateLimiterRes) return { allowed: false, ...standing(thrown) };
        throw thrown;
      }
    },
    async giveBack(key) {
      await limiter.reward(key, 1);
    },
    async forget(key) {
      await limiter.delete(key);
    },
  };
}

function standing({ remainingPoints, msBeforeNext }: RateLimiterRes) {
  return { remaining: remainingPoints, resetMs: Math.max(0, msBeforeNext) };
}

/** Our pool as rate-limiter-flexible asks for one. */
function storeOf(db: Kysely<Database>) {
  return {
    async query({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) {
      const { rows, numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows, rowCount: rows.length > 0 ? rows.length : Number(numAffectedRows ?? 0n) };
    },
  };
}
