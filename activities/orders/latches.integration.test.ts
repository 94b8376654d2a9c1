import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAlpacaBroker } from '../../connectors/alpaca/broker.ts';
import { alpacaEndpoints } from '../../connectors/alpaca/endpoints.ts';
import { createAlpacaMarketData } from '../../connectors/alpaca/market-data.ts';
import { setRiskLimits } from '../../db/queries/accounts/broker-accounts.ts';
import { clearLatch, standingLatches } from '../../db/queries/accounts/latches.ts';
import { positionsOfAccount } from '../../db/queries/books/fills.ts';
import { sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { eventsOfOrder } from '../../db/queries/orders/order-events.ts';
import {
  markSubmitting,
  markUnknown,
  orderByClientOrderId,
  recordRejection,
} from '../../db/queries/orders/orders.ts';
import type { BrokerAccountRow } from '../../db/schema.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { payloadText } from '../../domain/payload-text.ts';
import type { BrokerAccountState } from '../../domain/portfolio.ts';
import type { Broker } from '../../domain/ports/broker.ts';
import type { LatchCode } from '../../domain/risk/latch.ts';
import { INITIAL_LIMITS, type RiskLimits } from '../../domain/risk/limits.ts';
import { createLogger } from '../../telemetry/log.ts';
import { alpacaClient } from '../../tests/support/alpaca-client.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { anAccount, anIntent, buy, sell } from '../../tests/support/rows.ts';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';
import { createReconcileActivities } from '../books/reconcile-activities.ts';
import { createAccountLook } from '../books/watch-account.ts';
import type { MarketDeps } from '../deps.ts';
import { createEvidenceStore } from '../evidence-store.ts';
import { approveOrderActivity } from './approve-order.ts';
import { createAssetDirectory } from './asset-directory.ts';
import { createOrderActivities } from './order-activities.ts';
import { submitOrderActivity } from './submit-order.ts';
import { createVolumeDirectory } from './volume-directory.ts';

let database: TestDatabase;
let sandbox: RunningSandbox;
let account: BrokerAccountRow;
/** What the broker is made to say, and how far our own clock is ahead. */
let told: Partial<BrokerAccountState>;
let brokerClockOffMs: number;
let oursAheadMs: number;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([createTestDatabase(), startSandbox()]);
});
afterAll(async () => {
  await sandbox?.stop();
  await database?.drop();
});
beforeEach(async () => {
  told = {};
  brokerClockOffMs = 0;
  oursAheadMs = 0;
  await sandbox.control.pinQuote('AAPL', { bid: 99.98, ask: 100.02, last: 100 });
  account = await anAccount(database.db, { cash: null });
  await createReconcileActivities(deps()).reconcileAccount({ accountId: account.id });
});
afterEach(() => sandbox.control.unpin('AAPL'));

function deps(): MarketDeps {
  const connection = {
    mode: 'sandbox' as const,
    endpoints: alpacaEndpoints('sandbox', sandbox.url),
    credentials: { keyId: account.keyRef, secretKey: 'any' },
    logger: createLogger({ name: 'test', level: 'silent' }),
  };
  const real = createAlpacaBroker(connection);
  const broker: Broker = {
    ...real,
    account: async () => ({ ...(await real.account()), ...told }),
    clock: async () => {
      const clock = await real.clock();
      // An account that is not the sandbox's has a clock that says something about ours.
      const at =
        account.mode === 'sandbox' ? clock.at : new Date(Date.now() + brokerClockOffMs).toISOString();
      return { ...clock, at };
    },
  };
  return {
    db: database.db,
    evidence: createEvidenceStore(database.db),
    now: () => new Date(Date.now() + oursAheadMs),
    brokerOf: () => broker,
    marketDataOf: () => createAlpacaMarketData(connection),
  };
}

async function decide(request: OrderRequest) {
  const clientOrderId = `t-${randomUUID()}`;
  const { id: accountId, userId } = account;
  const input = { clientOrderId, userId, accountId, source: 'manual', request } as const;
  const approval = approveOrderActivity({
    ...deps(),
    assets: createAssetDirectory(),
    volumes: createVolumeDirectory(),
  });
  const { order: approved } = await approval.approveOrder(input);
  return { approved, clientOrderId };
}

async function refusalOf(request: OrderRequest) {
  return (await decide(request)).approved.refusal ?? undefined;
}

async function hold(qty: string): Promise<void> {
  const { approved, clientOrderId } = await decide(buy('AAPL', qty));
  expect(approved).toMatchObject({ status: 'approved' });
  const activities = createOrderActivities({ ...deps(), tellOrder: () => Promise.resolve() });
  await activities.submitOrder({ clientOrderId });
  await eventually('it is filled', async () => {
    const { status } = await activities.refreshOrder({ clientOrderId });
    return status === 'filled' ? true : undefined;
  });
}

const limits = async (change: Partial<RiskLimits>) => {
  const { id: accountId, userId } = account;
  await setRiskLimits(database.db, { userId, accountId, limits: { ...INITIAL_LIMITS, ...change } });
};
const look = () => createAccountLook(deps())(account.id);
const latched = async () => (await standingLatches(database.db, account.id)).map(({ code }) => code);
const clear = async (code: LatchCode) => {
  await database.db
    .transaction()
    .execute((tx) => clearLatch(tx, { accountId: account.id, code, clearedBy: 'a person' }));
};
const stoppedBy = (latch: LatchCode) => ({ code: 'ENTRIES_STOPPED', facts: { latch } });

describe('entries stop, exits do not, and a person lets them go on', () => {
  test('at a drift, which a later reconciliation without one does not clear', async () => {
    await hold('10');
    const change = (amount: string) =>
      database.db
        .updateTable('brokerAccounts')
        .set((eb) => ({ cash: eb('cash', '+', amount) }))
        .where('id', '=', account.id)
        .execute();
    await change('0.5');
    await look();
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject(stoppedBy('DRIFT'));
    const [latch] = await standingLatches(database.db, account.id);
    expect(latch?.facts).toMatchObject({ differences: '1', 'cash cash': expect.stringContaining('broker') });
    const { rows } = { rows: await database.db.selectFrom('reconciliations').selectAll().execute() };
    expect(rows.find(({ id }) => id === latch?.reconciliationId)).toMatchObject({ drift: 1 });

    await change('-0.5');
    expect(await createReconcileActivities(deps()).reconcileAccount({ accountId: account.id })).toMatchObject(
      { drift: 0 },
    );
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject(stoppedBy('DRIFT'));
    expect(await refusalOf(sell('AAPL', '10'))).toBeUndefined();
    await clear('DRIFT');
    // Another symbol: the sell order stands, and a buy of the same would be a wash trade.
    expect(await refusalOf(buy('MSFT', '1'))).toBeUndefined();
  });

  test('not at books that move while they are compared', async () => {
    const orders = [hold('1'), hold('2'), hold('1'), hold('3')];
    const looks = [look(), look(), look()];
    await Promise.all([...orders, ...looks]);
    await look();
    expect(await latched()).toEqual([]);
    const [position] = await positionsOfAccount(database.db, account.id);
    expect(position?.qty).toBe('7');
  });

  test('at a loss of the day, seen by the look alone', async () => {
    await limits({ dailyLossShareMax: '0.05', drawdownShareMax: '0.5' });
    await hold('100');
    await look();
    expect(await latched()).toEqual([]);
    await sandbox.control.pinQuote('AAPL', { bid: 39.98, ask: 40.02, last: 40 });
    await look();
    expect(await latched()).toEqual(['DAILY_LOSS']);
    await sandbox.control.pinQuote('AAPL', { bid: 99.98, ask: 100.02, last: 100 });
    await look();
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject(stoppedBy('DAILY_LOSS'));
    expect(await refusalOf(sell('AAPL', '10'))).toBeUndefined();
  });

  test('at a drawdown, seen by the order alone, which after the clearing begins anew', async () => {
    await limits({ dailyLossShareMax: '1', drawdownShareMax: '0.05' });
    await hold('100');
    await sandbox.control.pinQuote('AAPL', { bid: 39.98, ask: 40.02, last: 40 });
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject(stoppedBy('DRAWDOWN'));
    expect(await latched()).toEqual(['DRAWDOWN']);
    await clear('DRAWDOWN');
    expect(await refusalOf(buy('AAPL', '1'))).toBeUndefined();
  });

  test('at rejections in a row', async () => {
    await limits({ rejectStreakMax: 2 });
    for (const _ of [1, 2]) {
      const { clientOrderId } = await anIntent(database.db, account);
      const attempt = (await markSubmitting(database.db, clientOrderId, 'approved'))?.attempt;
      const refusal = { code: 'BROKER_REJECTED', message: 'no', facts: {} };
      await recordRejection(database.db, { clientOrderId, attempt, refusal, at: new Date() });
    }
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject(stoppedBy('REJECT_STREAK'));
    expect(await latched()).toEqual(['REJECT_STREAK']);
    await clear('REJECT_STREAK');
    expect(await refusalOf(buy('AAPL', '1'))).toBeUndefined();
  });

  test.each([-5_000, 5_000])('at a clock that is %s ms from the broker’s', async (offMs) => {
    await database.db
      .updateTable('brokerAccounts')
      .set({ mode: 'paper' })
      .where('id', '=', account.id)
      .execute();
    account = { ...account, mode: 'paper' };
    brokerClockOffMs = 0;
    await look();
    expect(await latched()).toEqual([]);
    brokerClockOffMs = offMs;
    await look();
    expect(await latched()).toEqual(['CLOCK_SKEW']);
  });

  test('at a block by the broker, also when it is gone again', async () => {
    told = { tradingBlocked: true };
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject({ code: 'ACCOUNT_BLOCKED' });
    told = {};
    expect(await refusalOf(buy('AAPL', '1'))).toMatchObject(stoppedBy('ACCOUNT_BLOCKED'));
  });

  test('at an order whose outcome stays unknown while it is looked for', async () => {
    const { clientOrderId } = await anIntent(database.db, account);
    await markSubmitting(database.db, clientOrderId, 'approved');
    await markUnknown(database.db, clientOrderId, 'reset');
    const lookAgain = createAccountLook(deps());
    await lookAgain(account.id);
    expect(await latched()).toEqual([]);
    oursAheadMs = INITIAL_LIMITS.unresolvedOrderMsMax;
    await lookAgain(account.id);
    expect(await standingLatches(database.db, account.id)).toMatchObject([
      { code: 'UNRESOLVED_ORDER', facts: { clientOrderId, symbol: 'AAPL' } },
    ]);
    await lookAgain(account.id);
    expect(await toldOf(clientOrderId)).toMatchObject({
      history: [{ kind: 'unresolved', data: { status: 'unknown', reservedNotional: '1000' } }],
      audit: [{ action: 'order.unresolved', result: 'unknown' }],
      events: [{ payload: { clientOrderId, accountId: account.id } }],
    });
  });

  test('at once at an order that the broker has in another form than was approved, with what differs', async () => {
    const request = buy('AAPL', '1');
    const payloadHash = sha256Hex(payloadText(request));
    const { clientOrderId } = await anIntent(database.db, account, { request, payloadHash });
    await markSubmitting(database.db, clientOrderId, 'approved');
    const { orders } = alpacaClient(sandbox.url, account.keyRef);
    await orders.limit({ symbol: 'AAPL', side: 'buy', qty: 2, limitPrice: 50, clientOrderId });
    const steps = submitOrderActivity(deps());
    await expect(steps.submitOrder({ clientOrderId })).rejects.toThrow('another order under');
    expect(await latched()).toEqual(['UNRESOLVED_ORDER']);
    expect(await toldOf(clientOrderId)).toMatchObject({
      history: [{ kind: 'unresolved', data: { found: expect.stringContaining('qty') } }],
      audit: [{ result: 'submitting' }],
      events: [{}],
    });
    expect(await orderByClientOrderId(database.db, clientOrderId)).toMatchObject({
      status: 'submitting',
      reservedNotional: '1000',
    });
  });
});

/** What people find of an order that is frozen. */
async function toldOf(clientOrderId: string) {
  const { db } = database;
  const [events, audit, outbox] = await Promise.all([
    eventsOfOrder(db, account.userId, clientOrderId),
    db.selectFrom('audit').selectAll().where('target', '=', clientOrderId).execute(),
    db.selectFrom('outbox').selectAll().where('userId', '=', account.userId).execute(),
  ]);
  return {
    history: events.filter(({ kind }) => kind === 'unresolved'),
    audit: audit.filter(({ action }) => action === 'order.unresolved'),
    events: outbox.filter(({ subject }) => subject.endsWith('.order.unresolved')),
  };
}

test('a suspension that somebody set at the broker halts the account, with audit', async () => {
  await deps().brokerOf(account).suspendTrading(true);
  await look();
  expect(await refusalOf(buy('AAPL', '1'))).toMatchObject({ code: 'TRADING_HALTED' });
  const audit = await database.db
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', 'trading-state.adopted')
    .where('target', '=', `account:${account.id}`)
    .execute();
  expect(audit).toMatchObject([{ actor: 'broker', result: 'halted', data: { from: 'active' } }]);
});
