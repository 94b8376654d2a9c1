import type { Kysely, Transaction } from 'kysely';
import type { BrokerAccountRow, CycleRow, Database, StrategyRow, UserRow } from '../../schema.ts';
import { insertBrokerAccount } from '../accounts/broker-accounts.ts';
import { openCycle } from '../cycles/cycles.ts';
import { insertStrategy, type StrategyInput } from '../cycles/strategies.ts';
import { insertUser, userByEmail } from '../identity/users.ts';

/** The user in whose name integrations are probed: only a probe logs in as it, and no real account is its own. */
const PROBE = {
  email: 'integration-probe@alphaflow.localhost',
  displayName: 'Integration probe',
  role: 'trader',
} as const;
/** Another, who may only read. */
const PROBE_VIEWER = {
  email: 'integration-probe-viewer@alphaflow.localhost',
  displayName: 'Integration probe, a viewer',
  role: 'viewer',
} as const;
/** Its account in the sandbox: a key of its own, so books and limits of others are never touched. */
export const PROBE_KEY = 'integration-probe';

export async function ensureProbeUser(db: Kysely<Database>): Promise<UserRow> {
  return await ensureUser(db, PROBE);
}

export async function ensureProbeViewer(db: Kysely<Database>): Promise<UserRow> {
  return await ensureUser(db, PROBE_VIEWER);
}

async function ensureUser(db: Kysely<Database>, user: typeof PROBE | typeof PROBE_VIEWER): Promise<UserRow> {
  const known = await userByEmail(db, user.email);
  if (known !== undefined) return known;
  await db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await userByEmail(db, user.email);
  if (made === undefined) throw new Error(`the probe’s user ${user.email} was removed while being looked up`);
  return made;
}

/** The probe's one strategy, made unless it was there. */
export async function ensureProbeStrategy(
  db: Kysely<Database>,
  strategy: StrategyInput,
): Promise<StrategyRow> {
  const known = await db
    .selectFrom('strategies')
    .selectAll()
    .where('userId', '=', strategy.userId)
    .where('name', '=', strategy.name)
    .where('archivedAt', 'is', null)
    .executeTakeFirst();
  return known ?? (await insertStrategy(db, strategy));
}

export interface ProbeTree {
  readonly user: UserRow;
  readonly account: BrokerAccountRow;
  readonly strategy: StrategyRow;
  readonly cycle: CycleRow;
}

/** A user with an account, a strategy and a cycle, in a transaction that is to be undone. */
export async function insertProbeTree(tx: Transaction<Database>, name: string): Promise<ProbeTree> {
  const user = await insertUser(tx, {
    email: `${name}@probe.invalid`,
    displayName: PROBE.displayName,
    role: 'viewer',
  });
  const account = await insertBrokerAccount(tx, {
    userId: user.id,
    name,
    mode: 'sandbox',
    keyRef: PROBE_KEY,
  });
  const strategy = await insertStrategy(tx, {
    userId: user.id,
    accountId: account.id,
    name,
    kind: 'momentum',
    parameters: { lookback: 5, topN: 1, targetWeight: '0.01', rebalanceBand: '0.001', minReturn: 1 },
    universe: ['AAPL'],
    intervalSeconds: 300,
  });
  const asOf = new Date().toISOString();
  const cycle = await openCycle(tx, {
    id: `cycle:${strategy.id}:${asOf}`,
    strategyId: strategy.id,
    userId: user.id,
    accountId: account.id,
    asOf,
    trigger: 'api',
  });
  return { user, account, strategy, cycle };
}

export async function changeProbeUser(
  tx: Transaction<Database>,
  id: string,
  displayName: string,
): Promise<void> {
  await tx.updateTable('users').set({ displayName }).where('id', '=', id).execute();
}

/** Removes a user and what goes with it; @throws a foreign-key violation where something was traded. */
export async function deleteProbeUser(tx: Transaction<Database>, id: string): Promise<void> {
  await tx.deleteFrom('users').where('id', '=', id).execute();
}

/** Removes an API key of the probe's own user. */
export async function deleteProbeKey(db: Kysely<Database>, userId: string, id: string): Promise<void> {
  await db.deleteFrom('apiKeys').where('userId', '=', userId).where('id', '=', id).execute();
}
