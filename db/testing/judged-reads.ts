import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { riskBooksOf } from '../../tests/support/risk-books-of.ts';
import { accountById, accountsOfUser } from '../queries/accounts/broker-accounts.ts';
import { standingLatches } from '../queries/accounts/latches.ts';
import { channelOfUser, channelsOfUser } from '../queries/alerts/alert-channels.ts';
import { accountFacts, openWork, refusalFacts } from '../queries/alerts/alert-facts.ts';
import { dueNotices, failingChannels, noticeToSend } from '../queries/alerts/alert-notices.ts';
import { ruleOfUser, rulesOfUser, rulesToEvaluate } from '../queries/alerts/alert-rules.ts';
import { alertOfUser, alertsOfUser, rulesWithAlerts, standingAlerts } from '../queries/alerts/alerts.ts';
import { priceRules } from '../queries/alerts/price-rules.ts';
import { auditOfUser, auditSince } from '../queries/audit/audit.ts';
import { auditLinkAt } from '../queries/audit/audit-heads.ts';
import { bookingFacts } from '../queries/books/booking-facts.ts';
import { knownExecution, standingFilled } from '../queries/books/fill-rows.ts';
import {
  bustsOfOrder,
  fillsBookedSince,
  fillsOfOrder,
  fillsOfUser,
  fillsSince,
  latestFillAt,
  positionsOfAccount,
  positionsOfUser,
} from '../queries/books/fills.ts';
import { ledgerVersion } from '../queries/books/ledger-version.ts';
import { portfolioHistory } from '../queries/books/portfolio-history.ts';
import { positionQtyOf, symbolsEverHeld } from '../queries/books/positions.ts';
import { latestReconciliation, reconciliationsOfAccount } from '../queries/books/reconciliations.ts';
import { standingFigures } from '../queries/books/standing-figures.ts';
import { cycleTrail } from '../queries/cycles/cycle-trail.ts';
import { cycleById, cycleOfUser, cycleReport, cyclesOfStrategy } from '../queries/cycles/cycles.ts';
import { memoryOf } from '../queries/cycles/proposal-memory.ts';
import { proposalsToMeasure } from '../queries/cycles/proposal-outcomes.ts';
import { strategiesOfUser, strategyById, strategyOfUser } from '../queries/cycles/strategies.ts';
import { performanceReports } from '../queries/cycles/strategy-performance.ts';
import { lastPlace, publishedAfter, unpublishedEvents } from '../queries/events/outbox.ts';
import { companyDocuments, documentsDue } from '../queries/evidence/company-documents.ts';
import { evidenceOfCycle, evidenceOfUser, evidenceText, readEvidence } from '../queries/evidence/evidence.ts';
import { applyRetention } from '../queries/evidence/evidence-retention.ts';
import { keptFilingText } from '../queries/evidence/filing-texts.ts';
import { isKnownDevice } from '../queries/identity/known-devices.ts';
import { hasLogin } from '../queries/identity/logins.ts';
import { userById } from '../queries/identity/users.ts';
import { daysWithBars } from '../queries/market/bar-days.ts';
import { readBars } from '../queries/market/bars.ts';
import { barsPageOf } from '../queries/market/bars-page.ts';
import { uncoveredSpans } from '../queries/market/market-coverage.ts';
import { splitsOf } from '../queries/market/splits.ts';
import { wantedSymbols } from '../queries/market/wanted-symbols.ts';
import {
  answerToReuse,
  attemptsOf,
  callsOfUser,
  reuseSince,
  standingCall,
} from '../queries/models/llm-calls.ts';
import { spendingOfDay } from '../queries/models/llm-spending.ts';
import { standingToolCall } from '../queries/models/tool-calls.ts';
import { transcriptOfCall } from '../queries/models/transcripts.ts';
import { lockOrder } from '../queries/orders/lock-order.ts';
import { approvalOf, approvalRuleOfCycle, approvalsOf } from '../queries/orders/order-approvals.ts';
import { eventsOfOrder } from '../queries/orders/order-events.ts';
import {
  exposedOrders,
  legsOf,
  openOrderQtyBySymbol,
  orderByBrokerOrderId,
  orderByClientOrderId,
  orderOfUser,
  ordersByClientOrderIds,
  ordersOfUser,
  replacementUnderWay,
} from '../queries/orders/orders.ts';
import { openEntries } from '../queries/orders/stop-entries.ts';
import type { Database } from '../schema.ts';
import { identityReads } from './identity-reads.ts';

/** Rows of the user, and of the account, who have most of them. */
export interface SeededIds {
  readonly userId: string;
  readonly accountId: string;
  readonly strategyId: string;
  readonly cycleId: string;
  readonly clientOrderId: string;
}

export const PAGE = { limit: 50 };

/** Each query that reads of a table which grows, by its name and what sets it apart, as it is asked in earnest. */
export function judgedReads(
  db: Kysely<Database>,
  ids: SeededIds,
): Readonly<Record<string, () => Promise<unknown>>> {
  const lately = {
    feed: 'alpaca:iex',
    timeframe: '1Day',
    symbols: ['SYM7', 'SYM8'],
    start: new Date(Date.now() - 30 * 86_400_000).toISOString(),
    until: new Date().toISOString(),
  } as const;
  return {
    ...identityReads(db, ids.userId),
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
    cycleById: () => cycleById(db, ids.cycleId),
    cycleOfUser: () => cycleOfUser(db, ids.userId, ids.cycleId),
    orderByClientOrderId: () => orderByClientOrderId(db, ids.clientOrderId),
    ordersByClientOrderIds: () => ordersByClientOrderIds(db, [ids.clientOrderId, 'order-8']),
    approvalOf: () => approvalOf(db, ids.clientOrderId),
    positionQtyOf: () => positionQtyOf(db, ids.accountId, 'SYM7'),
    symbolsEverHeld: () => symbolsEverHeld(db, ids.accountId),
    standingFilled: () => db.transaction().execute((tx) => standingFilled(tx, ids.clientOrderId)),
    ledgerVersion: () => ledgerVersion(db, ids.accountId),
    standingFigures: () => standingFigures(db),
    performanceReports: () => performanceReports(db, ids.userId, ids.strategyId),
    transcriptOfCall: () => transcriptOfCall(db, ids.cycleId, 'decision:cycle:1:1'),
    daysWithBars: () => daysWithBars(db, lately),
    barsPageOf: () => barsPageOf(db, lately, PAGE),
    attemptsOf: () => attemptsOf(db, 'decision:7'),
    standingCall: () => standingCall(db, 'decision:7'),
    answerToReuse: () =>
      answerToReuse(db, ids.userId, '7'.padStart(64, '0'), new Date(Date.now() - 86_400_000)),
    callsOfUser: () => callsOfUser(db, ids.userId, PAGE),
    spendingOfDay: () => spendingOfDay(db, ids.userId, '2026-01-06'),
    channelOfUser: () => channelOfUser(db, ids.userId, ids.accountId),
    isKnownDevice: () => isKnownDevice(db, 'user7@example.test', 'a token'),
    hasLogin: () => hasLogin(db, ids.userId),
    userById: () => userById(db, ids.userId),
    strategyById: () => strategyById(db, ids.strategyId),
    priceRules: () => priceRules(db, ids.accountId),
    wantedSymbols: () => wantedSymbols(db, ids.accountId),
    reuseSince: () => reuseSince(db, ids.userId, new Date(Date.now() - 86_400_000)),
  };
}
