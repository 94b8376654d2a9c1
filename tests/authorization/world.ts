import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import { startBackfill } from '../../api/temporal/backfills.ts';
import { putStrategySchedule } from '../../api/temporal/strategy-schedule.ts';
import { aKeyOf } from '../../api/testing/api-under-test.ts';
import { aPerson } from '../../api/testing/people.ts';
import { setRiskLimits } from '../../db/queries/accounts/broker-accounts.ts';
import { raiseLatches } from '../../db/queries/accounts/latches.ts';
import { setTradingState } from '../../db/queries/accounts/trading-halts.ts';
import { insertChannel } from '../../db/queries/alerts/alert-channels.ts';
import { insertRule } from '../../db/queries/alerts/alert-rules.ts';
import { takeAlertStep } from '../../db/queries/alerts/take-alert-step.ts';
import { bookExecution } from '../../db/queries/books/fills.ts';
import { storeDecision } from '../../db/queries/cycles/cycles.ts';
import { setStrategyLimits } from '../../db/queries/cycles/strategies.ts';
import { keepEvidence } from '../../db/queries/evidence/evidence.ts';
import { canonicalJson, sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { insertInvitation } from '../../db/queries/identity/invitations.ts';
import { insertStoredKey } from '../../db/queries/identity/stored-keys.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import type { Database } from '../../db/schema.ts';
import type { UserRole } from '../../domain/identity/role.ts';
import { INITIAL_LIMITS } from '../../domain/risk/limits.ts';
import { aCycle, anAcceptedOrder, anAccount, aStrategy, executionsOf } from '../support/rows.ts';
import { openSessionOf } from './open-session-of.ts';

const AT = '2026-11-20T15:00:00.000Z';
const TEMPORAL_MS = 10_000;
const INVITED_FOR_MS = 3_600_000;
/** Tighter than anything is from the start, so that it can be loosened. */
export const HELD_TO = { ordersPerDayMax: 2 } as const;
export const STRATEGY_HELD_TO = { ordersPerDayMax: 1 } as const;

export type World = Awaited<ReturnType<typeof aWorld>>;

/** Somebody of this role with one of everything that a user can own. */
export async function aWorld(parts: { db: Kysely<Database>; temporal: Client }, role: UserRole) {
  const { db, temporal } = parts;
  const user = await aPerson(db, role);
  const { id: userId, email } = user;
  const account = await anAccount(db, { userId });
  const accountId = account.id;
  const strategy = await aStrategy(db, account, { approvalAboveUsd: '1000' });
  const cycle = await aCycle(db, strategy);
  const hash = await someEvidence(db, cycle.id);
  const deliberation = { simulated: true, votes: [], costUsd: '0' };
  await storeDecision(db, cycle.id, { proposals: [], abstentions: [], deliberation }, []);
  const order = await anAcceptedOrder(db, account);
  const { clientOrderId } = order;
  for (const execution of executionsOf(order, '5', ['100'])) {
    await bookExecution(db, { accountId, clientOrderId, execution, bookedFrom: 'stream' });
  }
  const limits = { ...INITIAL_LIMITS, ...HELD_TO };
  await setRiskLimits(db, { userId, accountId, limits });
  await setStrategyLimits(db, userId, strategy.id, STRATEGY_HELD_TO);
  const reducing = { userId, accountId, from: 'active', to: 'reducing', setBy: 'the owner' } as const;
  await inTransaction(db, async (tx) => {
    await setTradingState(tx, reducing);
    await raiseLatches(tx, account, [{ code: 'DRIFT', facts: {} }]);
  });
  const schedule = { strategy, mode: account.mode, paused: true };
  await putStrategySchedule(temporal, schedule, TEMPORAL_MS);
  const wish = { accountId, symbols: ['AAPL'], timeframe: '1Day', start: AT, until: AT } as const;
  const backfillId = await startBackfill(temporal, wish, TEMPORAL_MS);
  await aKeyOf(db, userId);
  const { id: keyId } = await db
    .selectFrom('apiKeys')
    .select('id')
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  const { id: invitationId } = await insertInvitation(db, {
    invitedBy: userId,
    email: `guest-of-${userId}@example.test`,
    role: 'viewer',
    tokenHash: sha256Hex(randomUUID()),
    expiresAt: new Date(Date.now() + INVITED_FOR_MS),
  });
  const storedKeyId = await aStoredKey(db, userId, accountId);
  const { id: sessionId, token: sessionToken } = await openSessionOf(db, userId);
  return {
    userId,
    email,
    role,
    accountId,
    strategyId: strategy.id,
    cycleId: cycle.id,
    hash,
    clientOrderId,
    backfillId,
    keyId,
    invitationId,
    storedKeyId,
    sessionId,
    sessionToken,
    ...(await alerting(db, userId, accountId)),
  };
}

async function someEvidence(db: Kysely<Database>, cycleId: string): Promise<string> {
  const body = canonicalJson({ kind: 'bars', value: { of: cycleId } });
  const hash = sha256Hex(body);
  const item = { hash, kind: 'bars', source: 's', request: 'r', fetchedAt: AT, availableAt: AT, body };
  await keepEvidence(db, cycleId, [item]);
  return hash;
}

async function aStoredKey(db: Kysely<Database>, putBy: string, accountId: string): Promise<string> {
  const id = randomUUID();
  await insertStoredKey(db, {
    id,
    putBy,
    accountId,
    service: 'alpaca',
    version: 1,
    overlapMinutes: 0,
    hint: 'hint',
    masterKey: 'test',
    sealed: Buffer.from('sealed'),
  });
  return id;
}

async function alerting(db: Kysely<Database>, userId: string, accountId: string) {
  const rule = await insertRule(db, {
    userId,
    name: `Drift ${randomUUID()}`,
    severity: 'critical',
    terms: { kind: 'drift' },
  });
  const reading = { subject: accountId, state: 'breached', message: 'm', facts: {} } as const;
  const step = { step: 'open', state: 'firing' } as const;
  const alert = await inTransaction(db, (tx) =>
    takeAlertStep(tx, { rule, standing: undefined, reading, step, now: new Date(AT) }),
  );
  const channel = await insertChannel(db, {
    userId,
    kind: 'webhook',
    name: 'c',
    target: `https://example.com/${userId}`,
    minSeverity: 'info',
    quietHours: null,
  });
  return { ruleId: rule.id, alertId: alert?.id ?? '', channelId: channel.id };
}

/** What is in no answer to anybody else. */
export function marksOf(world: World): readonly string[] {
  const { role: _, alertId: __, ...marks } = world;
  return Object.values(marks);
}
