import type { Kysely } from 'kysely';
import type { Page, PageRequest } from '../db/page.ts';
import { accountsOfUser } from '../db/queries/accounts/broker-accounts.ts';
import { standingLatches } from '../db/queries/accounts/latches.ts';
import { channelsOfUser } from '../db/queries/alerts/alert-channels.ts';
import { failingChannels } from '../db/queries/alerts/alert-notices.ts';
import { rulesOfUser } from '../db/queries/alerts/alert-rules.ts';
import { alertOfUser, alertsOfUser } from '../db/queries/alerts/alerts.ts';
import { auditOfUser, auditSince } from '../db/queries/audit/audit.ts';
import { bustsOfOrder, fillsOfOrder, fillsOfUser, positionsOfUser } from '../db/queries/books/fills.ts';
import { portfolioHistory } from '../db/queries/books/portfolio-history.ts';
import { latestReconciliation, reconciliationsOfAccount } from '../db/queries/books/reconciliations.ts';
import { standingFigures } from '../db/queries/books/standing-figures.ts';
import { cycleTrail } from '../db/queries/cycles/cycle-trail.ts';
import { cycleReport, cyclesOfStrategy } from '../db/queries/cycles/cycles.ts';
import { memoryOf } from '../db/queries/cycles/proposal-memory.ts';
import { strategiesOfUser, strategyOfUser } from '../db/queries/cycles/strategies.ts';
import { performanceReports } from '../db/queries/cycles/strategy-performance.ts';
import { evidenceOfCycle, evidenceOfUser } from '../db/queries/evidence/evidence.ts';
import { apiKeysByHash, apiKeysOfUser } from '../db/queries/identity/api-keys.ts';
import { invitationsPage, openInvitation } from '../db/queries/identity/invitations.ts';
import { usersPage } from '../db/queries/identity/people.ts';
import { sessionsByToken, sessionsOfUser } from '../db/queries/identity/sessions.ts';
import { barsPageOf } from '../db/queries/market/bars-page.ts';
import { splitsOf } from '../db/queries/market/splits.ts';
import { callsOfUser, reuseSince } from '../db/queries/models/llm-calls.ts';
import { spendingOfDay } from '../db/queries/models/llm-spending.ts';
import { approvalsOf } from '../db/queries/orders/order-approvals.ts';
import { eventsOfOrder } from '../db/queries/orders/order-events.ts';
import { legsOf, orderOfUser, ordersOfUser } from '../db/queries/orders/orders.ts';
import { integrationFigures, integrationStates } from '../db/queries/probes/integration-probes.ts';
import { liveSourceFigures } from '../db/queries/sources/source-figures.ts';
import type { Database, OrderRow } from '../db/schema.ts';

const PAGE = { limit: 50 };
const LARGEST_PAGE = { limit: 200 };
const DEEP = 40;
const ONE_HASH = '7'.padStart(64, '0');

export interface Subject {
  /** An order of the user who has most of the rows. */
  readonly order: OrderRow;
  /** Cursors of pages far down the lists. */
  readonly deepOrders: string;
  readonly deepFills: string;
  readonly deepAudit: string;
  readonly deepAlerts: string;
  readonly deepCalls: string;
}

/** Finds what is asked for: the largest user's things. */
export async function subjectOf(db: Kysely<Database>): Promise<Subject> {
  const { userId } = await db
    .selectFrom('orders')
    .select(['userId', (eb) => eb.fn.countAll().as('count')])
    .groupBy('userId')
    .orderBy('count', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const order = await db
    .selectFrom('orders')
    .selectAll()
    .where('userId', '=', userId)
    .where('strategyId', 'is not', null)
    .limit(1)
    .executeTakeFirstOrThrow();
  return {
    order,
    deepOrders: await deep((page) => ordersOfUser(db, userId, page)),
    deepFills: await deep((page) => fillsOfUser(db, userId, page)),
    deepAudit: await deep((page) => auditOfUser(db, userId, page)),
    deepAlerts: await deep((page) => alertsOfUser(db, userId, page)),
    deepCalls: await deep((page) => callsOfUser(db, userId, page)),
  };
}

async function deep(read: (page: PageRequest) => Promise<Page<unknown>>): Promise<string> {
  let cursor: string | null = null;
  for (let n = 0; n < DEEP; n += 1) {
    const page: Page<unknown> = await read({ ...LARGEST_PAGE, ...(cursor === null ? {} : { cursor }) });
    cursor = page.nextCursor;
    if (cursor === null) throw new Error(`a list ends on page ${n + 1}`);
  }
  return cursor ?? '';
}

/** Every list and join that the API answers from, each in its variants, and for nothing that is there. */
export function databaseReads(
  db: Kysely<Database>,
  { order, deepOrders, deepFills, deepAudit, deepAlerts, deepCalls }: Subject,
): Readonly<Record<string, () => Promise<unknown>>> {
  const { userId, accountId, clientOrderId } = order;
  const strategyId = order.strategyId ?? '';
  const cycleId = order.cycleId ?? '';
  const orders = (more: Partial<Parameters<typeof ordersOfUser>[2]>) => async () => {
    const page = await ordersOfUser(db, userId, { ...PAGE, ...more });
    return await approvalsOf(
      db,
      page.items.filter(({ isAsked }) => isAsked === true),
    );
  };
  const fills = (more: Omit<Parameters<typeof fillsOfUser>[2], 'limit'>) => () =>
    fillsOfUser(db, userId, { ...PAGE, ...more });
  const month = { from: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' };
  const today = new Date(Date.now() - 86_400_000);
  const bars = {
    feed: 'alpaca:iex',
    timeframe: '1Day',
    symbols: ['SYM7'],
    start: new Date(Date.now() - 300 * 86_400_000).toISOString(),
    until: new Date().toISOString(),
  } as const;
  const history = (stretchSeconds: number, stretches: number) => () =>
    portfolioHistory(db, { userId, accountId, until: new Date(), stretchSeconds, stretches });
  return {
    'who asks (session)': () => sessionsByToken(db, [ONE_HASH], 3_600),
    sessions: () => sessionsOfUser(db, userId, { ...PAGE, idleSeconds: 3_600 }),
    people: () => usersPage(db, PAGE),
    invitations: () => invitationsPage(db, PAGE),
    'an invitation': () => openInvitation(db, ONE_HASH),
    'API keys': () => apiKeysOfUser(db, userId, PAGE),
    'who asks (API key)': () => apiKeysByHash(db, ['1'.padStart(64, '0')]),
    orders: orders({}),
    'orders, far down': orders({ cursor: deepOrders }),
    'orders, 200 on a page': orders(LARGEST_PAGE),
    'orders, open': orders({ status: 'open' }),
    'orders, closed': orders({ status: 'closed' }),
    'orders, awaiting approval': orders({ status: 'awaiting_approval' }),
    'orders, filled': orders({ status: 'filled' }),
    'orders, canceled (none)': orders({ status: 'canceled' }),
    'orders, one symbol': orders({ symbol: 'SYM7' }),
    'orders, a symbol never traded': orders({ symbol: 'NONE' }),
    'orders, one symbol, rejected (none)': orders({ symbol: 'SYM7', status: 'rejected' }),
    'orders, one strategy': orders({ strategyId }),
    'orders, one account': orders({ accountId }),
    'orders, a month': orders(month),
    'orders, one strategy, open': orders({ strategyId, status: 'open' }),
    'an order with its legs': async () => {
      const row = await orderOfUser(db, userId, clientOrderId);
      return row === undefined ? [] : [await legsOf(db, clientOrderId), await approvalsOf(db, [row])];
    },
    'an order’s history': () => eventsOfOrder(db, userId, clientOrderId),
    'an order’s fills and busts': () =>
      Promise.all([fillsOfOrder(db, clientOrderId), bustsOfOrder(db, clientOrderId)]),
    trades: fills({}),
    'trades, far down': fills({ cursor: deepFills }),
    'trades, 200 on a page': () => fillsOfUser(db, userId, LARGEST_PAGE),
    'trades, one symbol': fills({ symbol: 'SYM7' }),
    'trades, a symbol never traded': fills({ symbol: 'NONE' }),
    'trades, one order': fills({ clientOrderId }),
    'trades, one account': fills({ accountId }),
    'trades, a month': fills(month),
    positions: () => positionsOfUser(db, userId),
    accounts: () => accountsOfUser(db, userId),
    'an account with its latest reconciliation': () =>
      Promise.all([latestReconciliation(db, accountId), positionsOfUser(db, userId)]),
    reconciliations: () => reconciliationsOfAccount(db, userId, accountId, PAGE),
    'portfolio history, 1,000 days': history(86_400, 1_000),
    'portfolio history, 1,000 times 5 minutes': history(300, 1_000),
    latches: () => standingLatches(db, accountId),
    strategies: () => strategiesOfUser(db, userId, PAGE),
    'a strategy': () => strategyOfUser(db, userId, strategyId),
    'cycles of a strategy': () => cyclesOfStrategy(db, userId, strategyId, PAGE),
    'a cycle with decisions, orders, approvals, reconciliation': () => cycleReport(db, userId, cycleId),
    'a cycle’s trail': () => cycleTrail(db, userId, cycleId),
    'who may see evidence': () => evidenceOfUser(db, userId, ONE_HASH),
    audit: () => auditOfUser(db, userId, PAGE),
    'audit, far down': () => auditOfUser(db, userId, { ...PAGE, cursor: deepAudit }),
    'audit export, a page': () => auditSince(db, userId, {}).next(),
    'audit export of a month': () => auditSince(db, userId, month).next(),
    'requests to language models': () => callsOfUser(db, userId, PAGE),
    'requests to language models, far down': () => callsOfUser(db, userId, { ...PAGE, cursor: deepCalls }),
    'requests to language models, one strategy': () => callsOfUser(db, userId, { ...PAGE, strategyId }),
    'requests to language models, one cycle': () => callsOfUser(db, userId, { ...PAGE, cycleId }),
    'the budget of a day': () =>
      Promise.all([spendingOfDay(db, userId, '2026-01-05'), reuseSince(db, userId, today)]),
    'evidence of a cycle': () => evidenceOfCycle(db, userId, cycleId),
    'what came of a strategy’s proposals': () => memoryOf(db, { userId, strategyId, limit: 30 }),
    'a strategy’s performance': () => performanceReports(db, userId, strategyId),
    alerts: () => alertsOfUser(db, userId, PAGE),
    'alerts, far down': () => alertsOfUser(db, userId, { ...PAGE, cursor: deepAlerts }),
    'alerts, open': () => alertsOfUser(db, userId, { ...PAGE, state: 'open' }),
    'an alert': () => alertOfUser(db, userId, '7'),
    'alert rules': () => rulesOfUser(db, userId, PAGE),
    'alert channels': () => Promise.all([channelsOfUser(db, userId), failingChannels(db, userId)]),
    integrations: () => Promise.all([integrationStates(db), integrationFigures(db)]),
    'sources of the workers': () => liveSourceFigures(db),
    'daily bars of a symbol': () =>
      Promise.all([barsPageOf(db, bars, LARGEST_PAGE), splitsOf(db, bars.feed, bars.symbols)]),
    'how the books of all stand (metrics)': () => standingFigures(db),
  };
}
