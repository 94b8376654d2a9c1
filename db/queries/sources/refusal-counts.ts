import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema.ts';

/**
 * Adds refusals to a source's count of its minute, over all processes; gives what it is then. A minute begins with the
 * first refusal after the last one has ended.
 */
export async function countRefusals(
  tx: Kysely<Database>,
  {
    source,
    refusals,
    nowMs,
    windowMs,
  }: {
    readonly source: string;
    readonly refusals: number;
    readonly nowMs: number;
    readonly windowMs: number;
  },
): Promise<number> {
  const { rows } = await sql<{ readonly points: number }>`
    insert into rate_limits as counted (key, points, expire)
    values (${`refusals:${source}`}, ${refusals}::int, ${nowMs + windowMs}::bigint)
    on conflict (key) do update set
      points = excluded.points + case when counted.expire > ${nowMs}::bigint then counted.points else 0 end,
      expire = case when counted.expire > ${nowMs}::bigint then counted.expire else excluded.expire end
    returning points`.execute(tx);
  return rows[0]?.points ?? 0;
}
