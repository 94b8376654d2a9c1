import { randomUUID } from 'node:crypto';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { identityReads } from '../tests/support/identity-reads.ts';
import { riskBooksOf } from '../tests/support/risk-books-of.ts';
import { seedMany } from '../tests/support/seed-many.ts';
import { surviveLateError } from './client.ts';
import { channelsOfUser } from './queries/alert-channels.ts';
import { accountFacts, openWork, refusalFacts } from './queries/alert-facts.ts';
import { dueNotices, failingChannels, noticeToSend } from './queries/alert-notices.ts';
import { ruleOfUser, rulesOfUser, rulesToEvaluate } from './queries/alert-rules.ts';
import { alertOfUser, alertsOfUser, rulesWithAlerts, standingAlerts } from './queries/alerts.ts';
import { auditOfUser, auditSince } from './queries/audit.ts';
import { auditLinkAt } from './queries/audit-heads.ts';
import { readBars } from './queries/bars.ts';
import { bookingFacts } from './queries/booking-facts.ts';
import { accountById, accountsOfUser } from './queries/broker-accounts.ts';
import { companyDocuments, documentsDue } from './queries/company-documents.ts';
import { cycleTrail } from './queries/cycle-trail.ts';
import { cycleReport, cyclesOfStrategy } from './queries/cycles.ts';
import { evidenceOfCycle, evidenceOfUser, evidenceText, readEvidence } from './queries/evidence.ts';
import { applyRetention } from './queries/evidence-retention.ts';
import { keptFilingText } from './queries/filing-texts.ts';
import { knownExecution } from './queries/fill-rows.ts';
import {
  bustsOfOrder,
  fillsBookedSince,
  fillsOfOrder,
  fillsOfUser,
  fillsSince,
  latestFillAt,
  positionsOfAccount,
  positionsOfUser,
} from './queries/fills.ts';
import { standingLatches } from './queries/latches.ts';
import { lockOrder } from './queries/lock-order.ts';
import { uncoveredSpans } from './queries/market-coverage.ts';
import { approvalRuleOfCycle, approvalsOf } from './queries/order-approvals.ts';
import { eventsOfOrder } from './queries/order-events.ts';
import {
  exposedOrders,
  legsOf,
  openOrderQtyBySymbol,
  orderByBrokerOrderId,
  orderOfUser,
  ordersOfUser,
  replacementUnderWay,
} from './queries/orders.ts';
import { lastPlace, publishedAfter, unpublishedEvents } from './queries/outbox.ts';
import { portfolioHistory } from './queries/portfolio-history.ts';
import { memoryOf } from './queries/proposal-memory.ts';
import { proposalsToMeasure } from './queries/proposal-outcomes.ts';
import { latestReconciliation, reconciliationsOfAccount } from './queries/reconciliations.ts';
import { splitsOf } from './queries/splits.ts';
import { openEntries } from './queries/stop-entries.ts';
import { strategiesOfUser, strategyOfUser } from './queries/strategies.ts';
import { standingToolCall } from './queries/tool-calls.ts';
import { userByEmail } from './queries/users.ts';
import type { Database } from './schema.ts';

interface Query {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Forty tables of many rows, on a machine that may do a lot else. */
const SEEDED_WITHIN_MS = 240_000;

let database: TestDatabase;
let pool: Pool;
let db: Kysely<Database>;
let queries: Query[] = [];
let ids: { userId: string; accountId: string; strategyId: string; cycleId: string; clientOrderId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  await seedMany(database.url, { orders: 20_000, others: 20_000 });
  pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('connect', surviveLateError);
  db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: ({ query }) => {
      if (/^\s*(select|with|update)\b/.test(query.sql)) queries.push(query);
    },
  });
  const { id: userId } = (await userByEmail(db, 'user1@example.test')) ?? { id: '' };
  const order = await db
    .selectFrom('orders')
    .selectAll()
    .where('userId', '=', userId)
    .limit(1)
    .executeTakeFirstOrThrow();
  ids = {
    userId: order.userId,
    accountId: order.accountId,
    strategyId: order.strategyId ?? '',
    cycleId: order.cycleId ?? '',
    clientOrderId: order.clientOrderId,
  };
}, SEEDED_WITHIN_MS);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** What makes the plans of `read` slow: tables read from the first row to the last, and rows sorted. */
async function slowSteps(read: () => Promise<unknown>): Promise<readonly string[]> {
  queries = [];
  await read();
  const seen = queries;
  expect(seen.length).toBeGreaterThan(0);
  const steps: string[] = [];
  for (const query of seen) {
    const { rows } = await pool.query(`explain ${query.sql}`, [...query.parameters]);
    for (const row of rows) steps.push(/Seq Scan on \w+|\bSort\b/.exec(String(row['QUERY PLAN']))?.[0] ?? '');
  }
  return steps.filter((step) => step !== '');
}

const PAGE = { limit: 50 };
const PAGED =
  /^(alertsOfUser$|usersPage|invitationsPage|ordersOfUser|fillsOfUser|auditOfUser|strategiesOfUser|cyclesOfStrategy|reconciliationsOfAccount)/;
const reads: Readonly<Record<string, () => Promise<unknown>>> = {
  ...identityReads(() => ({ db, userId: ids.userId })),
  openEntries: () => openEntries(db, ids.accountId),
  accountById: () => accountById(db, ids.accountId),
  accountsOfUser: () => accountsOfUser(db, ids.userId),
  strategyOfUser: () => strategyOfUser(db, ids.userId, ids.strategyId),
  strategiesOfUser: () => strategiesOfUser(db, ids.userId, PAGE),
  cyclesOfStrategy: () => cyclesOfStrategy(db, ids.userId, ids.strategyId, PAGE),
  cycleReport: () => cycleReport(db, ids.userId, ids.cycleId),
  evidenceOfCycle: () => evidenceOfCycle(db, ids.userId, ids.cycleId),
  readEvidence: () => readEvidence(db, ['0'.repeat(64)]),
  evidenceOfUser: () => evidenceOfUser(db, ids.userId, '7'.padStart(64, '0')),
  evidenceText: () => evidenceText(db, '0'.repeat(64)),
  cycleTrail: () => cycleTrail(db, ids.userId, ids.cycleId),
  applyRetention: () =>
    applyRetention(db, { unusedBefore: new Date(0), untradedBefore: new Date(0), limit: 500 }),
  companyDocuments: () => companyDocuments(db, 'filings', ['SYM7', 'SYM8']),
  documentsDue: () =>
    documentsDue(db, { kind: 'filings', wantedAfter: new Date(0), readBefore: new Date(), limit: 40 }),
  standingToolCall: () =>
    standingToolCall(db, { cycleId: ids.cycleId, answer: '0'.repeat(64), callId: 'call' }),
  memoryOf: () => memoryOf(db, { userId: ids.userId, strategyId: ids.strategyId, limit: 30 }),
  proposalsToMeasure: () =>
    proposalsToMeasure(db, {
      accountId: ids.accountId,
      from: new Date(0),
      before: new Date(),
      after: undefined,
      cyclesMax: 50,
    }),
  keptFilingText: () => keptFilingText(db, '0000320193-26-000001'),
  orderOfUser: () => orderOfUser(db, ids.userId, ids.clientOrderId),
  orderByBrokerOrderId: () => orderByBrokerOrderId(db, ids.accountId, 'broker-7'),
  approvalRuleOfCycle: () => approvalRuleOfCycle(db, ids.cycleId),
  approvalsOf: () => approvalsOf(db, [{ clientOrderId: ids.clientOrderId }]),
  ordersOfUser: () => ordersOfUser(db, ids.userId, PAGE),
  'ordersOfUser, open': () => ordersOfUser(db, ids.userId, { ...PAGE, status: 'open' }),
  'ordersOfUser, awaiting_approval': () =>
    ordersOfUser(db, ids.userId, { ...PAGE, status: 'awaiting_approval' }),
  'ordersOfUser, closed': () => ordersOfUser(db, ids.userId, { ...PAGE, status: 'closed' }),
  'ordersOfUser, canceled': () => ordersOfUser(db, ids.userId, { ...PAGE, status: 'canceled' }),
  portfolioHistory: () =>
    portfolioHistory(db, {
      userId: ids.userId,
      accountId: ids.accountId,
      until: new Date(),
      stretchSeconds: 300,
      stretches: 100,
    }),
  'ordersOfUser, one symbol': () => ordersOfUser(db, ids.userId, { ...PAGE, symbol: 'SYM7' }),
  'ordersOfUser, one strategy': () => ordersOfUser(db, ids.userId, { ...PAGE, strategyId: ids.strategyId }),
  'ordersOfUser, a later page': async () => {
    const first = await ordersOfUser(db, ids.userId, PAGE);
    return await ordersOfUser(db, ids.userId, { ...PAGE, cursor: first.nextCursor ?? undefined });
  },
  riskBooks: () =>
    riskBooksOf(
      db,
      { id: ids.accountId },
      { clientOrderId: ids.clientOrderId, cycleId: ids.cycleId, symbol: 'SYM7' },
    ),
  standingLatches: () => standingLatches(db, ids.accountId),
  fillsBookedSince: () => fillsBookedSince(db, ids.accountId, new Date(Date.now() + 3_600_000)),
  fillsOfOrder: () => fillsOfOrder(db, ids.clientOrderId),
  bustsOfOrder: () => bustsOfOrder(db, ids.clientOrderId),
  knownExecution: () => knownExecution(db, ids.accountId, 'x-order-1'),
  bookingFacts: () =>
    db.transaction().execute((tx) =>
      bookingFacts(
        tx,
        { clientOrderId: ids.clientOrderId, accountId: ids.accountId, symbol: 'SYM7' },
        {
          executionId: 'x-order-1',
          brokerOrderId: 'broker-7',
          symbol: 'SYM7',
          side: 'buy',
          qty: '1',
          price: '100',
          cumulativeQty: '1',
          at: new Date().toISOString(),
        },
      ),
    ),
  lockOrder: () => db.transaction().execute((tx) => lockOrder(tx, ids)),
  latestFillAt: () => latestFillAt(db, ids.accountId),
  openOrderQtyBySymbol: () => openOrderQtyBySymbol(db, ids.accountId),
  replacementUnderWay: () => replacementUnderWay(db, ids.clientOrderId),
  legsOf: () => legsOf(db, ids.clientOrderId),
  exposedOrders: () => exposedOrders(db, ids.accountId),
  eventsOfOrder: () => eventsOfOrder(db, ids.userId, ids.clientOrderId),
  fillsOfUser: () => fillsOfUser(db, ids.userId, PAGE),
  'fillsOfUser, one symbol': () => fillsOfUser(db, ids.userId, { ...PAGE, symbol: 'SYM7' }),
  fillsSince: () => fillsSince(db, ids.accountId, new Date(Date.now() - 60_000)),
  positionsOfAccount: () => positionsOfAccount(db, ids.accountId),
  positionsOfUser: () => positionsOfUser(db, ids.userId),
  latestReconciliation: () => latestReconciliation(db, ids.accountId),
  reconciliationsOfAccount: () => reconciliationsOfAccount(db, ids.userId, ids.accountId, PAGE),
  auditOfUser: () => auditOfUser(db, ids.userId, PAGE),
  auditSince: () => auditSince(db, ids.userId, {}).next(),
  auditLinkAt: () => auditLinkAt(db, ids.userId, '7'),
  channelsOfUser: () => channelsOfUser(db, ids.userId),
  failingChannels: () => failingChannels(db, ids.userId),
  dueNotices: () => dueNotices(db, new Date(), 100),
  noticeToSend: () => noticeToSend(db, '7'),
  alertsOfUser: () => alertsOfUser(db, ids.userId, PAGE),
  'alertsOfUser, open': () => alertsOfUser(db, ids.userId, { ...PAGE, state: 'open' }),
  rulesWithAlerts: () => rulesWithAlerts(db, [randomUUID(), randomUUID()]),
  alertOfUser: () => alertOfUser(db, ids.userId, '7'),
  standingAlerts: () => db.transaction().execute((tx) => standingAlerts(tx, ids.accountId)),
  rulesOfUser: () => rulesOfUser(db, ids.userId, PAGE),
  rulesToEvaluate: () => rulesToEvaluate(db, ids.userId),
  ruleOfUser: () => ruleOfUser(db, ids.userId, ids.accountId),
  refusalFacts: () => refusalFacts(db, [ids.accountId], new Date(Date.now() - 60_000)),
  openWork: () => openWork(db, [ids.accountId]),
  accountFacts: () => accountFacts(db, ids.userId),
  readBars: () =>
    readBars(db, {
      feed: 'alpaca:iex',
      timeframe: '1Day',
      symbols: ['SYM7', 'SYM8'],
      start: new Date(Date.now() - 30 * 86_400_000).toISOString(),
      until: new Date().toISOString(),
    }),
  splitsOf: () => splitsOf(db, 'alpaca:iex', ['SYM7', 'SYM8']),
  uncoveredSpans: () =>
    uncoveredSpans(db, {
      feed: 'alpaca:iex',
      series: '1Day',
      symbols: ['SYM7', 'SYM8'],
      start: '2026-01-01T00:00:00.000Z',
      until: '2026-02-01T00:00:00.000Z',
    }),
  unpublishedEvents: () => unpublishedEvents(db, 100),
  lastPlace: () => lastPlace(db),
  publishedAfter: () => publishedAfter(db, 7, 100),
};

describe('on tables of many users, for one who has most of the rows, no table is read whole by', () => {
  test.each(Object.entries(reads))('%s', async (_name, read) => {
    const steps = await slowSteps(read);
    expect(steps.filter((step) => step !== 'Sort')).toEqual([]);
  });

  test.each(Object.entries(reads).filter(([name]) => PAGED.test(name)))(
    '%s, nor sorted',
    async (_name, read) => {
      expect(await slowSteps(read)).toEqual([]);
    },
  );

  test('but a query without an index is seen to', async () => {
    const read = () =>
      db
        .selectFrom('orders')
        .select('clientOrderId')
        .where('brokerStatus', '=', 'odd')
        .orderBy('brokerStatus')
        .execute();
    expect(await slowSteps(read)).toContain('Seq Scan on orders');
  });
});
