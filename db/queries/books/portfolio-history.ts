import { type Kysely, sql } from 'kysely';
import type { DecimalString } from '../../../domain/money.ts';
import type { Database } from '../../schema.ts';

/** The broker's books as the last reconciliation of a stretch of time read them. */
export interface PortfolioPoint {
  /** When that was, by our clock. */
  readonly at: Date;
  readonly equity: DecimalString;
  readonly cash: DecimalString;
  /** Differences from the ledger. */
  readonly drift: number;
}

/**
 * The user's account over `stretches` equal stretches of time that end at `until`, oldest first; a stretch without a
 * reconciliation gives nothing, and so does an account that is not the user's.
 */
export async function portfolioHistory(
  db: Kysely<Database>,
  request: {
    readonly userId: string;
    readonly accountId: string;
    readonly until: Date;
    readonly stretchSeconds: number;
    readonly stretches: number;
  },
): Promise<readonly PortfolioPoint[]> {
  const { userId, accountId, until, stretchSeconds, stretches } = request;
  const { rows } = await sql<PortfolioPoint>`
    select last.at, last.broker_equity as equity, last.broker_cash as cash, last.drift
    from generate_series(${stretches}::int, 1, -1) as n
    cross join lateral (
      select at, broker_equity, broker_cash, drift from reconciliations
      where account_id = ${accountId}::uuid
        and at > ${until}::timestamptz - n * make_interval(secs => ${stretchSeconds}::int)
        and at <= ${until}::timestamptz - (n - 1) * make_interval(secs => ${stretchSeconds}::int)
      order by at desc, id desc limit 1
    ) last
    where exists (select from broker_accounts where id = ${accountId}::uuid and user_id = ${userId}::uuid)
    order by last.at`.execute(db);
  return rows;
}
