import { createDatabase } from '../db/client.ts';
import { databaseReads, subjectOf } from './database-reads.ts';
import { startSeededDatabase } from './seeded-database.ts';

const SEED = { orders: 1_000_000, others: 100_000 };
/** Enough for PostgreSQL to have settled on a plan for a prepared statement. */
const WARM_UPS = 8;

export interface ReadTimes {
  readonly name: string;
  readonly medianMs: number;
  readonly p95Ms: number;
}

export interface DbBench {
  readonly orders: number;
  readonly rounds: number;
  readonly reads: readonly ReadTimes[];
}

/**
 * Every list and join of the API on a million orders and their fills, asked as the API asks: typed, prepared, for the
 * user who has four fifths of the rows. The rounds go over all reads in turn, so that none has the caches to itself.
 */
export async function benchDb(options: {
  readonly rounds: number;
  readonly tell: (line: string) => void;
}): Promise<DbBench> {
  const { rounds, tell } = options;
  const server = await startSeededDatabase(SEED, tell);
  const db = createDatabase({ url: server.url, poolMax: 4 });
  try {
    const reads = Object.entries(databaseReads(db, await subjectOf(db)));
    const times = new Map<string, number[]>(reads.map(([name]) => [name, []]));
    tell(`${reads.length} reads, ${rounds} rounds`);
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      for (const [name, read] of reads) {
        const startedAt = performance.now();
        await read();
        if (round >= 0) times.get(name)?.push(performance.now() - startedAt);
      }
    }
    return {
      orders: SEED.orders,
      rounds,
      reads: [...times].map(([name, all]) => ({
        name,
        medianMs: quantile(all, 0.5),
        p95Ms: quantile(all, 0.95),
      })),
    };
  } finally {
    await db.destroy();
    await server.stop();
  }
}

/** The value below which that share of all lie. NaN for none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
