import { type Kysely, sql } from 'kysely';
import { addSourceFigures } from '../../../domain/add-figures.ts';
import type {
  AccountFact,
  OpenWorkFact,
  RefusalFact,
  SourceFact,
} from '../../../domain/alerts/alert-facts.ts';
import type { StaleReason } from '../../../domain/streaming/stream-doubt.ts';
import type { Database } from '../../schema.ts';
import { staleStreams } from '../market/market-streams.ts';
import { liveSourceFigures } from '../sources/source-figures.ts';
import { failingChannels } from './alert-notices.ts';

/** An event that has waited longer than this for the bus: the bus is down. */
const BUS_LAG_SECONDS_MAX = 30;
/** What was found out about an integration longer ago than this says nothing any more. */
const PROBED_WITHIN_HOURS = 4;

/** The user's accounts with what they hold, what they are worth, and what stops them. */
export async function accountFacts(db: Kysely<Database>, userId: string): Promise<readonly AccountFact[]> {
  const accounts = await db
    .selectFrom('brokerAccounts')
    .leftJoin('accountEquity', 'accountEquity.accountId', 'brokerAccounts.id')
    .select(['brokerAccounts.id', 'brokerAccounts.name', 'highestEquity', 'equity'])
    .where('brokerAccounts.userId', '=', userId)
    .orderBy('brokerAccounts.createdAt')
    .execute();
  const ids = accounts.map(({ id }) => id);
  if (ids.length === 0) return [];
  const positions = await db
    .selectFrom('positions')
    .select(['accountId', 'symbol', 'qty', 'avgEntryPrice', 'markPrice'])
    .where('accountId', 'in', ids)
    .where('qty', '<>', '0')
    .execute();
  const latches = await db
    .selectFrom('accountLatches')
    .select(['accountId', 'code', 'since'])
    .where('accountId', 'in', ids)
    .where('clearedAt', 'is', null)
    .execute();
  const stale = await staleStreams(db, ids);
  return accounts.map(({ id, name, highestEquity, equity }) => ({
    id,
    name,
    ...staleMarketOf(stale.get(id)),
    positions: positions.filter(({ accountId }) => accountId === id),
    latches: latches
      .filter(({ accountId }) => accountId === id)
      .map(({ code, since }) => ({ code, since: since.toISOString() })),
    ...(highestEquity === null || equity === null
      ? {}
      : { equity: { highest: highestEquity, latest: equity } }),
  }));
}

function staleMarketOf(
  stale: { readonly since: Date; readonly reason: StaleReason } | undefined,
): Pick<AccountFact, 'staleMarket'> {
  return stale === undefined
    ? {}
    : { staleMarket: { since: stale.since.toISOString(), reason: stale.reason } };
}

/** Orders that risk refused or the broker rejected since then, oldest first. */
export async function refusalFacts(
  db: Kysely<Database>,
  accountIds: readonly string[],
  since: Date,
): Promise<readonly RefusalFact[]> {
  if (accountIds.length === 0) return [];
  const rows = await db
    .selectFrom('orders')
    .select(['clientOrderId', 'accountId', 'createdAt', sql<string>`refusal ->> 'code'`.as('code')])
    .where('accountId', 'in', accountIds)
    .where('createdAt', '>=', since)
    .where('status', 'in', ['refused', 'rejected'])
    .where('refusal', 'is not', null)
    .orderBy('createdAt')
    .execute();
  return rows.map(({ createdAt, ...row }) => ({ ...row, at: createdAt.toISOString() }));
}

/** Cycles that run, and orders whose outcome is open. */
export async function openWork(
  db: Kysely<Database>,
  accountIds: readonly string[],
): Promise<readonly OpenWorkFact[]> {
  if (accountIds.length === 0) return [];
  const cycles = await db
    .selectFrom('cycles')
    .select(['id', 'accountId', 'startedAt as at'])
    .where('accountId', 'in', accountIds)
    .where('status', '=', 'running')
    .execute();
  const orders = await db
    .selectFrom('orders')
    .select(['clientOrderId as id', 'accountId', 'updatedAt as at'])
    .where('accountId', 'in', accountIds)
    .where('isExposed', '=', true)
    .where('status', 'in', ['submitting', 'unknown'])
    .execute();
  const told = (what: OpenWorkFact['what']) => (row: (typeof cycles)[number]) => {
    const { id, accountId, at } = row;
    return { what, id, accountId, since: at.toISOString() };
  };
  return [...cycles.map(told('cycle')), ...orders.map(told('order'))];
}

/**
 * Every outside source as the running workers told of it, the bus, the user's alert channels that fail, and for owners
 * the integration points that fail again and again; undefined when no worker has told.
 */
export async function sourceFacts(
  db: Kysely<Database>,
  userId: string,
): Promise<readonly SourceFact[] | undefined> {
  const told = await liveSourceFigures(db);
  if (told.length === 0) return undefined;
  const sources = addSourceFigures(told.map(({ sources }) => sources)).map((one) => ({
    source: one.source,
    isDown: one.breaker !== 'closed' && (one.lastOutage?.at ?? '') > (one.lastSuccessAt ?? ''),
    reason: one.lastOutage?.reason ?? '',
  }));
  const channels = (await failingChannels(db, userId)).map(({ name, lastError }) => ({
    source: `alert channel ${name}`,
    isDown: true,
    reason: lastError ?? '',
  }));
  return [...sources, ...channels, ...(await failingPoints(db, userId)), await busFact(db)];
}

/** As the events `integration.failing` and `integration.recovered` tell them: an owner hears of the house's points. */
async function failingPoints(db: Kysely<Database>, userId: string): Promise<readonly SourceFact[]> {
  const rows = await db
    .selectFrom('integrationStates')
    .select(['point', 'note', 'failures'])
    .where('toldFailing', '=', true)
    .where('probedAt', '>', sql<Date>`now() - make_interval(hours => ${PROBED_WITHIN_HOURS})`)
    .where((eb) =>
      eb.exists(eb.selectFrom('users').select('id').where('id', '=', userId).where('role', '=', 'owner')),
    )
    .orderBy('point')
    .execute();
  return rows.map(({ point, note, failures }) => ({
    source: `integration ${point}`,
    isDown: true,
    reason: `failed ${failures} times in a row: ${note}`,
  }));
}

async function busFact(db: Kysely<Database>): Promise<SourceFact> {
  const oldest = await db
    .selectFrom('outbox')
    .select([
      'createdAt',
      sql<boolean>`created_at < now() - make_interval(secs => ${BUS_LAG_SECONDS_MAX})`.as('late'),
    ])
    .where('publishedAt', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const reason = oldest === undefined ? '' : `events have waited since ${oldest.createdAt.toISOString()}`;
  return { source: 'nats', isDown: oldest?.late ?? false, reason };
}
