import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INITIAL_LIMITS } from '../domain/risk/limits.ts';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import {
  aCycle,
  anAcceptedOrder,
  anAccount,
  anOwner,
  aStrategy,
  executionsOf,
} from '../tests/support/rows.ts';
import { accountsOfUser, renameAccount, setRiskLimits } from './queries/accounts/broker-accounts.ts';
import { setTradingState } from './queries/accounts/trading-halts.ts';
import {
  channelOfUser,
  channelsOfUser,
  deleteChannel,
  insertChannel,
} from './queries/alerts/alert-channels.ts';
import { deleteRule, insertRule, ruleOfUser, rulesOfUser, updateRule } from './queries/alerts/alert-rules.ts';
import { acknowledgeAlert, alertOfUser, alertsOfUser } from './queries/alerts/alerts.ts';
import { takeAlertStep } from './queries/alerts/take-alert-step.ts';
import { auditOfUser, auditSince } from './queries/audit/audit.ts';
import { bookExecution, fillsOfUser, positionsOfUser } from './queries/books/fills.ts';
import { portfolioHistory } from './queries/books/portfolio-history.ts';
import { insertReconciliation, reconciliationsOfAccount } from './queries/books/reconciliations.ts';
import { cycleTrail } from './queries/cycles/cycle-trail.ts';
import {
  cycleOfUser,
  cycleReport,
  cyclesOfStrategy,
  setCycleSources,
  storeDecision,
} from './queries/cycles/cycles.ts';
import { memoryOf } from './queries/cycles/proposal-memory.ts';
import {
  archiveStrategy,
  strategiesOfUser,
  strategyOfUser,
  updateStrategy,
} from './queries/cycles/strategies.ts';
import { evidenceOfCycle, evidenceOfUser, keepEvidence } from './queries/evidence/evidence.ts';
import { sha256Hex } from './queries/evidence/evidence-hash.ts';
import { apiKeysByHash, insertApiKey } from './queries/identity/api-keys.ts';
import { inTransaction } from './queries/in-transaction.ts';
import { eventsOfOrder } from './queries/orders/order-events.ts';
import { orderOfUser, ordersOfUser } from './queries/orders/orders.ts';
import type { Database } from './schema.ts';

let database: TestDatabase;
let db: Kysely<Database>;
let world: Awaited<ReturnType<typeof aWorld>>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  world = await aWorld();
});
afterAll(async () => {
  await database.drop();
});

/** One of everything that a user can own. */
async function aWorld() {
  const account = await anAccount(db);
  const strategy = await aStrategy(db, account);
  const cycle = await aCycle(db, strategy);
  const body = '"evidence"';
  const hash = sha256Hex(body);
  const at = '2026-11-20T15:00:00.000Z';
  await keepEvidence(db, cycle.id, [
    { hash, kind: 'bars', source: 's', request: 'r', fetchedAt: at, availableAt: at, body },
  ]);
  await setCycleSources(db, cycle.id, { sources: [], dataAsOf: at });
  const wish = { symbol: 'AAPL', side: 'buy', qty: '1' } as const;
  const reasons = { confidence: 1, thesis: 't', invalidation: 'i', evidence: [] };
  const proposal = { ...wish, targetWeight: '0', referencePrice: '1', ...reasons };
  const leg = { ...wish, leg: 0, proposal, clientOrderId: 'proposed' };
  await storeDecision(db, cycle.id, { proposals: [proposal], abstentions: [] }, [leg]);
  const order = await anAcceptedOrder(db, account, { cycleId: cycle.id, source: 'cycle' });
  const { clientOrderId } = order;
  const accountId = account.id;
  for (const execution of executionsOf(order, '5', ['100', '101'])) {
    await bookExecution(db, { accountId, clientOrderId, execution, bookedFrom: 'stream' });
  }
  const money = { brokerEquity: '1', brokerCash: '1', brokerTime: at };
  await insertReconciliation(db, {
    accountId,
    cycleId: cycle.id,
    drift: 0,
    differences: [],
    adopted: 0,
    ...money,
  });
  const { userId } = account;
  const rule = await insertRule(db, {
    userId,
    name: 'Drift',
    severity: 'critical',
    terms: { kind: 'drift' },
  });
  const reading = { subject: accountId, state: 'breached', message: 'm', facts: {} } as const;
  const step = { step: 'open', state: 'firing' } as const;
  const alert = await inTransaction(db, (tx) =>
    takeAlertStep(tx, { rule, standing: undefined, reading, step, now: new Date(at) }),
  );
  const channel = await insertChannel(db, {
    userId,
    kind: 'webhook',
    name: 'c',
    target: 'https://example.com/',
    minSeverity: 'info',
    quietHours: null,
  });
  const alerting = { channelId: channel.id, ruleId: rule.id, alertId: alert?.id ?? '' };
  const ids = { accountId, strategyId: strategy.id, cycleId: cycle.id, clientOrderId };
  return { userId, hash, ...ids, ...alerting };
}

/** Every read and change of the API, each as a count of the things it let this user have. */
function everything(userId: string): Readonly<Record<string, () => Promise<number>>> {
  const { accountId, strategyId, cycleId, clientOrderId, hash, ruleId, alertId, channelId } = world;
  const page = { limit: 10 };
  const one = (row: unknown) => (row === undefined ? 0 : 1);
  return {
    accountsOfUser: async () => (await accountsOfUser(db, userId)).length,
    renameAccount: async () => one(await renameAccount(db, { userId, accountId, name: 'Mine' })),
    setTradingState: async () => {
      const change = { userId, accountId, from: 'active', to: 'active', setBy: 'me' } as const;
      return (await inTransaction(db, (tx) => setTradingState(tx, change))) ? 1 : 0;
    },
    setRiskLimits: async () => one(await setRiskLimits(db, { userId, accountId, limits: INITIAL_LIMITS })),
    strategyOfUser: async () => one(await strategyOfUser(db, userId, strategyId)),
    strategiesOfUser: async () => (await strategiesOfUser(db, userId, page)).items.length,
    updateStrategy: async () => one(await updateStrategy(db, userId, strategyId, { intervalSeconds: 60 })),
    cycleOfUser: async () => one(await cycleOfUser(db, userId, cycleId)),
    cyclesOfStrategy: async () => (await cyclesOfStrategy(db, userId, strategyId, page)).items.length,
    cycleReport: async () => one(await cycleReport(db, userId, cycleId)),
    evidenceOfCycle: async () => (await evidenceOfCycle(db, userId, cycleId)).length,
    evidenceOfUser: async () => one(await evidenceOfUser(db, userId, hash)),
    memoryOf: async () => (await memoryOf(db, { userId, strategyId, limit: 10 })).length,
    cycleTrail: async () => one(await cycleTrail(db, userId, cycleId)),
    orderOfUser: async () => one(await orderOfUser(db, userId, clientOrderId)),
    ordersOfUser: async () => (await ordersOfUser(db, userId, page)).items.length,
    ordersOfStrategy: async () => (await ordersOfUser(db, userId, { ...page, strategyId })).items.length,
    eventsOfOrder: async () => Math.min(1, (await eventsOfOrder(db, userId, clientOrderId)).length),
    fillsOfUser: async () => Math.min(1, (await fillsOfUser(db, userId, page)).items.length),
    portfolioHistory: async () => {
      const recent = { until: new Date(Date.now() + 60_000), stretchSeconds: 86_400, stretches: 2 };
      return (await portfolioHistory(db, { userId, accountId, ...recent })).length;
    },
    positionsOfUser: async () => (await positionsOfUser(db, userId)).length,
    reconciliationsOfAccount: async () =>
      (await reconciliationsOfAccount(db, userId, accountId, page)).items.length,
    auditSince: async () => Math.min(1, (await auditSince(db, userId, {}).next()).value?.length ?? 0),
    auditOfUser: async () => Math.min(1, (await auditOfUser(db, userId, page)).items.length),
    alertsOfUser: async () => (await alertsOfUser(db, userId, page)).items.length,
    alertOfUser: async () => one(await alertOfUser(db, userId, alertId)),
    acknowledgeAlert: async () =>
      one(await inTransaction(db, (tx) => acknowledgeAlert(tx, { userId, id: alertId, by: 'me' }))),
    rulesOfUser: async () => (await rulesOfUser(db, userId, page)).items.length,
    ruleOfUser: async () => one(await ruleOfUser(db, userId, ruleId)),
    updateRule: async () => one(await updateRule(db, userId, ruleId, { name: 'Other' })),
    channelsOfUser: async () => (await channelsOfUser(db, userId)).length,
    channelOfUser: async () => one(await channelOfUser(db, userId, channelId)),
    deleteChannel: async () => one(await deleteChannel(db, userId, channelId)),
    deleteRule: async () => one(await deleteRule(db, userId, ruleId)),
    archiveStrategy: async () => one(await archiveStrategy(db, userId, strategyId)),
  };
}

async function counts(userId: string): Promise<Readonly<Record<string, number>>> {
  const seen: Record<string, number> = {};
  for (const [name, read] of Object.entries(everything(userId))) seen[name] = await read();
  return seen;
}

describe('a user', () => {
  test('has nothing of another user’s by any read or change, and everything of their own', async () => {
    const stranger = await anOwner(db);
    const names = Object.keys(everything(stranger.id));
    expect(await counts(stranger.id)).toEqual(Object.fromEntries(names.map((name) => [name, 0])));
    expect(await counts(world.userId)).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
  });

  test('is nobody by an id that is not one', async () => {
    const { userId } = world;
    expect(await strategyOfUser(db, userId, "'; drop table users")).toBeUndefined();
    expect((await ordersOfUser(db, userId, { limit: 1, strategyId: 'x' })).items).toEqual([]);
  });

  test('with orders cannot be deleted, nor can the account or the strategy behind them', async () => {
    const removals = [
      db.deleteFrom('users').where('id', '=', world.userId),
      db.deleteFrom('brokerAccounts').where('id', '=', world.accountId),
      db.deleteFrom('strategies').where('id', '=', world.strategyId),
      db.deleteFrom('cycles').where('id', '=', world.cycleId),
      db.deleteFrom('orders').where('clientOrderId', '=', world.clientOrderId),
    ];
    for (const removal of removals) await expect(removal.execute()).rejects.toThrow('violates');
    expect(await orderOfUser(db, world.userId, world.clientOrderId)).toBeDefined();
  });

  test('without orders goes with keys, accounts, strategies and cycles', async () => {
    const account = await anAccount(db);
    const { userId } = account;
    await aCycle(db, await aStrategy(db, account));
    const keyHash = sha256Hex(randomUUID());
    await insertApiKey(db, { userId, name: 'key', keyHash, scopes: [] });
    await db.deleteFrom('users').where('id', '=', userId).execute();
    expect(await accountsOfUser(db, userId)).toEqual([]);
    expect(await apiKeysByHash(db, [keyHash])).toEqual([]);
  });
});
