import { randomUUID } from 'node:crypto';
import { accountsOfUser, adoptBooks } from '../../db/queries/accounts/broker-accounts.ts';
import { appendAudit, auditOfUser } from '../../db/queries/audit/audit.ts';
import { bookExecution } from '../../db/queries/books/book-execution.ts';
import { cycleTrail } from '../../db/queries/cycles/cycle-trail.ts';
import { cycleById, cycleOfUser } from '../../db/queries/cycles/cycles.ts';
import { strategiesOfUser, strategyOfUser } from '../../db/queries/cycles/strategies.ts';
import { fillsOfStrategy } from '../../db/queries/cycles/strategy-fills.ts';
import { insertUser, userByEmail, userById } from '../../db/queries/identity/users.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { insertIntent, observeBrokerOrder, ordersOfUser } from '../../db/queries/orders/orders.ts';
import {
  changeProbeUser,
  deleteProbeUser,
  ensureProbeUser,
  insertProbeTree,
  type ProbeTree,
} from '../../db/queries/probes/probe-rows.ts';
import { rolledBack } from '../../db/queries/probes/rolled-back.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';

const PAGE = { limit: 10 };
const NOBODY = '00000000-0000-0000-0000-000000000000';
const REQUEST: OrderRequest = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', qty: '1' };
type Tx = Parameters<Parameters<typeof rolledBack>[1]>[0];

/** In a transaction that is undone: a user with account, strategy and cycle, and then `work`. */
async function inAProbeTree<T>(
  { deps }: ProbeRun,
  work: (tx: Tx, tree: ProbeTree) => Promise<T>,
): Promise<T> {
  return rolledBack(deps.db, async (tx) => work(tx, await insertProbeTree(tx, `probe-${randomUUID()}`)));
}

/** An order of the tree's cycle, filled by one execution. */
async function trade(tx: Tx, { user, account, cycle }: ProbeTree): Promise<string> {
  const at = new Date().toISOString();
  const clientOrderId = `probe-${randomUUID()}`;
  await adoptBooks(tx, { accountId: account.id, cash: '1000', positions: [], at });
  await insertIntent(tx, {
    clientOrderId,
    userId: user.id,
    accountId: account.id,
    cycleId: cycle.id,
    source: 'cycle',
    request: REQUEST,
    payloadHash: '0'.repeat(64),
    expiresAt: new Date(Date.now() + 60_000),
    status: 'approved',
    reservedNotional: '100',
    referencePrice: '100',
    approval: { rules: [], quote: null },
    refusal: null,
  });
  const brokerOrderId = `broker-${clientOrderId}`;
  const facts = { symbol: 'AAPL', side: 'buy', type: 'market', timeInForce: 'day', qty: '1' } as const;
  await observeBrokerOrder(tx, {
    accountId: account.id,
    order: {
      ...facts,
      brokerOrderId,
      clientOrderId,
      status: 'accepted',
      brokerStatus: 'new',
      filledQty: '0',
      submittedAt: at,
      updatedAt: at,
    },
    at,
  });
  const execution = {
    executionId: `x-${clientOrderId}`,
    brokerOrderId,
    symbol: 'AAPL',
    side: 'buy',
    qty: '1',
    price: '100',
    cumulativeQty: '1',
    at,
  } as const;
  await bookExecution(tx, { accountId: account.id, clientOrderId, execution, bookedFrom: 'rest' });
  return clientOrderId;
}

export const databaseProbes: Probes = {
  'database.connection': async ({ deps }) => {
    await userById(deps.db, NOBODY);
    return 'PostgreSQL answered';
  },
  'database.users': (run) =>
    rolledBack(run.deps.db, async (tx) => {
      const email = `probe-${randomUUID()}@probe.invalid`;
      const { id } = await insertUser(tx, { email, displayName: 'Probe', role: 'viewer' });
      await changeProbeUser(tx, id, 'Probe, changed');
      const changed = await userByEmail(tx, email.toUpperCase());
      see(changed?.id === id && changed.displayName === 'Probe, changed', 'the changed user is not found');
      await deleteProbeUser(tx, id);
      see((await userById(tx, id)) === undefined, 'the deleted user is still there');
      return 'made, read, changed, deleted';
    }),
  'database.strategies-of-user': (run) =>
    inAProbeTree(run, async (tx, { user, strategy }) => {
      const { items } = await strategiesOfUser(tx, user.id, PAGE);
      see(items.length === 1 && items[0]?.id === strategy.id, `${items.length} strategies instead of one`);
      return 'the one that was made';
    }),
  'database.trades-of-strategy': (run) =>
    inAProbeTree(run, async (tx, tree) => {
      await trade(tx, tree);
      const fills = await fillsOfStrategy(tx, tree.user.id, tree.strategy.id);
      see(fills.length === 1 && fills[0]?.qty === '1', `${fills.length} fills instead of one`);
      return 'the one execution that was booked';
    }),
  'database.rollback': async ({ deps }) => {
    const email = `probe-${randomUUID()}@probe.invalid`;
    await rolledBack(deps.db, (tx) => insertUser(tx, { email, displayName: 'Probe', role: 'viewer' }));
    see((await userByEmail(deps.db, email)) === undefined, 'a row outlived its transaction');
    return 'nothing stayed';
  },
  'database.join': (run) =>
    inAProbeTree(run, async (tx, tree) => {
      await trade(tx, tree);
      const trail = await cycleTrail(tx, tree.user.id, tree.cycle.id);
      see(trail?.orders.length === 1 && trail.fills.length === 1, 'the cycle’s order or fill is missing');
      return 'cycle, order and fill together';
    }),
  'database.cascade': (run) =>
    inAProbeTree(run, async (tx, { user, cycle }) => {
      await deleteProbeUser(tx, user.id);
      see((await accountsOfUser(tx, user.id)).length === 0, 'the account stayed');
      see((await cycleById(tx, cycle.id)) === undefined, 'the cycle stayed');
      return 'account, strategy and cycle went with the user';
    }),
  'between.pool': async ({ deps }) => {
    await userById(deps.db, NOBODY);
    const { max, size, idle, waiting } = deps.pool();
    see(size > 0 && size <= max, `${size} connections of ${max}`);
    return `${size} of ${max} connections, ${idle} idle, ${waiting} waiting`;
  },
  'auth.user-scope': (run) =>
    inAProbeTree(run, async (tx, tree) => {
      await trade(tx, tree);
      const other = await insertUser(tx, {
        email: `probe-${randomUUID()}@probe.invalid`,
        displayName: 'Another',
        role: 'owner',
      });
      const [strategy, cycle, orders, accounts] = [
        await strategyOfUser(tx, other.id, tree.strategy.id),
        await cycleOfUser(tx, other.id, tree.cycle.id),
        await ordersOfUser(tx, other.id, PAGE),
        await accountsOfUser(tx, other.id),
      ];
      const nothing = strategy === undefined && cycle === undefined;
      see(nothing && orders.items.length === 0 && accounts.length === 0, 'another’s rows were found');
      return 'nothing of another is found';
    }),
  'across.audit': async ({ deps, runId }) => {
    const { id: userId } = await ensureProbeUser(deps.db);
    await inTransaction(deps.db, (tx) =>
      appendAudit(tx, { userId, actor: 'probe', action: 'probe.noted', target: runId, result: 'ok' }),
    );
    const { items } = await auditOfUser(deps.db, userId, PAGE);
    const entry = items.find(({ target }) => target === runId);
    see(entry !== undefined, 'the entry is not in the log');
    return `link ${entry?.seq ?? ''} of its chain`;
  },
};
