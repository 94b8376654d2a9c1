import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { adoptBooks, insertBrokerAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { openCycle } from '../../db/queries/cycles/cycles.ts';
import { insertStrategy, type StrategyInput } from '../../db/queries/cycles/strategies.ts';
import { canonicalJson, sha256Hex } from '../../db/queries/evidence/evidence-hash.ts';
import { insertUser } from '../../db/queries/identity/users.ts';
import { type Intent, insertIntent, observeBrokerOrder } from '../../db/queries/orders/orders.ts';
import type {
  BrokerAccountRow,
  CycleRow,
  Database,
  OrderRow,
  StrategyRow,
  UserRow,
} from '../../db/schema.ts';
import { type DecimalString, decimal } from '../../domain/money.ts';
import type { BrokerOrder, Execution, OrderRequest } from '../../domain/order.ts';
import { INITIAL_LIMITS, type RiskLimits } from '../../domain/risk/limits.ts';
import { DEFAULT_PARAMETERS } from '../../domain/strategies/registry.ts';

/** When the accounts of tests adopt their books. */
export const ADOPTED_AT = '2026-11-20T14:30:00.000Z';

export async function anOwner(db: Kysely<Database>): Promise<UserRow> {
  const email = `owner-${randomUUID()}@example.test`;
  return await insertUser(db, { email, displayName: 'Owner', role: 'owner' });
}

/**
 * A sandbox account with `cash` dollars and no positions, with the limits of a new account; `cash: null` leaves its
 * books unadopted.
 */
export async function anAccount(
  db: Kysely<Database>,
  options: {
    readonly userId?: string;
    readonly cash?: DecimalString | null;
    readonly riskLimits?: RiskLimits;
  } = {},
): Promise<BrokerAccountRow> {
  const userId = options.userId ?? (await anOwner(db)).id;
  const name = `sandbox ${randomUUID()}`;
  const { cash = '100000', riskLimits = INITIAL_LIMITS } = options;
  const account = await insertBrokerAccount(db, { userId, name, mode: 'sandbox', keyRef: name, riskLimits });
  if (cash === null) return account;
  const books = { accountId: account.id, cash, positions: [], at: ADOPTED_AT };
  await db.transaction().execute((tx) => adoptBooks(tx, books));
  return { ...account, cash, adoptedAt: new Date(ADOPTED_AT) };
}

export async function aStrategy(
  db: Kysely<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  changes: Partial<StrategyInput> = {},
): Promise<StrategyRow> {
  return await insertStrategy(db, {
    userId: account.userId,
    accountId: account.id,
    name: `momentum ${randomUUID()}`,
    kind: 'momentum',
    parameters: { ...DEFAULT_PARAMETERS.momentum },
    universe: ['AAPL', 'MSFT'],
    intervalSeconds: 300,
    ...changes,
  });
}

/** A running cycle of the strategy at `asOf`. */
export async function aCycle(
  db: Kysely<Database>,
  strategy: Pick<StrategyRow, 'id' | 'userId' | 'accountId'>,
  asOf = '2026-11-20T15:00:00.000Z',
): Promise<CycleRow> {
  const { id: strategyId, userId, accountId } = strategy;
  const id = `cycle:${strategyId}:${asOf}`;
  return await openCycle(db, { id, strategyId, userId, accountId, asOf, trigger: 'api' });
}

/** An approved manual intent to buy 10 AAPL at market, with 1,000 dollars reserved, unless `changes` say otherwise. */
export async function anIntent(
  db: Kysely<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  changes: Partial<Intent> = {},
): Promise<OrderRow> {
  const request = changes.request ?? buy('AAPL', '10');
  const intent: Intent = {
    clientOrderId: randomUUID(),
    userId: account.userId,
    accountId: account.id,
    cycleId: null,
    source: 'manual',
    request,
    payloadHash: sha256Hex(canonicalJson(request)),
    expiresAt: '2026-11-20T20:00:00.000Z',
    status: 'approved',
    reservedNotional: request.side === 'buy' ? '1000' : '0',
    referencePrice: '100',
    approval: { rules: [], quote: null },
    refusal: null,
    ...changes,
  };
  const { order } = await db.transaction().execute((tx) => insertIntent(tx, intent));
  return order;
}

/** An intent that the broker has accepted. */
export async function anAcceptedOrder(
  db: Kysely<Database>,
  account: Pick<BrokerAccountRow, 'id' | 'userId'>,
  changes: Partial<Intent> = {},
): Promise<OrderRow> {
  const intent = await anIntent(db, account, changes);
  const order = brokerOrderOf(intent);
  const seen = { accountId: account.id, order, at: order.updatedAt };
  const observed = await db.transaction().execute((tx) => observeBrokerOrder(tx, seen));
  if (observed === undefined) throw new Error('the intent is not in the ledger');
  return observed.order;
}

/** What the broker tells of an order: accepted and nothing filled, unless `changes` say otherwise. */
export function brokerOrderOf(order: OrderRow, changes: Partial<BrokerOrder> = {}): BrokerOrder {
  return {
    brokerOrderId: order.brokerOrderId ?? `broker-${order.clientOrderId}`,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    ...(order.qty === null ? {} : { qty: order.qty }),
    ...(order.notional === null ? {} : { notional: order.notional }),
    status: 'accepted',
    brokerStatus: 'new',
    filledQty: '0',
    submittedAt: '2026-11-20T15:00:00.000Z',
    updatedAt: '2026-11-20T15:00:00.000Z',
    ...changes,
  };
}

/** Executions of `shares` each, at `prices`, a second apart from `from` on, with the cumulative quantity right. */
export function executionsOf(
  order: OrderRow,
  shares: DecimalString,
  prices: readonly DecimalString[],
  from = '2026-11-20T15:00:00.000Z',
): readonly Execution[] {
  return prices.map((price, index) => ({
    executionId: `${order.clientOrderId}-${index}`,
    brokerOrderId: order.brokerOrderId ?? '',
    symbol: order.symbol,
    side: order.side,
    qty: shares,
    price,
    cumulativeQty: decimal(shares)
      .times(index + 1)
      .toFixed(),
    at: new Date(Date.parse(from) + index * 1_000).toISOString(),
  }));
}

export function buy(symbol: string, qty: DecimalString): OrderRequest {
  return { symbol, side: 'buy', type: 'market', timeInForce: 'day', qty };
}

export function sell(symbol: string, qty: DecimalString): OrderRequest {
  return { symbol, side: 'sell', type: 'market', timeInForce: 'day', qty };
}
