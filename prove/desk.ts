import { createHash } from 'node:crypto';
import { insertBrokerAccount } from '../db/queries/accounts/broker-accounts.ts';
import { legsOf, orderByClientOrderId } from '../db/queries/orders/orders.ts';
import type { OrderRow } from '../db/schema.ts';
import { manualOrderId, replacementOrderId } from '../domain/ordering/client-order-id.ts';
import { INITIAL_LIMITS } from '../domain/risk/limits.ts';
import { type ApiOrders, apiOrders } from './api-orders.ts';
import { type BrokerBooks, brokerBooks } from './broker-books.ts';
import { persist } from './persist.ts';
import { SYMBOLS } from './plan-run.ts';
import type { ProvingStack } from './proving-stack.ts';

const READY_WITHIN_MS = 60_000;
const HELD_QTY = '100';
/** The market stands still, so that a price decides whether an order trades or rests. */
const QUOTE = { bid: 99.99, ask: 100.01, last: 100 };
/** So many orders a minute are no accident here. */
const UNHURRIED = { ...INITIAL_LIMITS, ordersPerMinuteMax: 100_000, ordersPerDayMax: 100_000 };

/** One broker account, on which one run after another trades: its books are judged after each. */
export interface Desk {
  readonly name: string;
  readonly accountId: string;
  readonly books: BrokerBooks;
  readonly api: ApiOrders;
  /** The id that the API gives to an order under this Idempotency-Key. */
  idOf(key: string): string;
  /** The id that the API gives to what replaces an order under this Idempotency-Key. */
  replacementIdOf(originalId: string, key: string): string;
  row(clientOrderId: string): Promise<OrderRow | undefined>;
  legs(clientOrderId: string): Promise<readonly OrderRow[]>;
}

/** The same two prices for as long as the proof lasts. */
export async function holdMarketStill({ sandbox }: Pick<ProvingStack, 'sandbox'>): Promise<void> {
  for (const symbol of SYMBOLS) await sandbox.pinQuote(symbol, QUOTE);
}

/** Opens an account that holds shares of every symbol, so that there is something to sell. */
export async function openDesk(
  stack: Pick<ProvingStack, 'db' | 'sandboxUrl' | 'apiUrl' | 'apiKey'>,
  userId: string,
  name: string,
): Promise<Desk> {
  const { db } = stack;
  const account = { userId, name, mode: 'sandbox', keyRef: name, riskLimits: UNHURRIED } as const;
  const { id: accountId } = await insertBrokerAccount(db, account);
  const adopted = await persist(async () => {
    const { adoptedAt } = await db
      .selectFrom('brokerAccounts')
      .select('adoptedAt')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    return adoptedAt ?? undefined;
  }, READY_WITHIN_MS);
  if (adopted === undefined) throw new Error(`the books of ${name} were not adopted`);
  const desk: Desk = {
    name,
    accountId,
    books: brokerBooks(stack.sandboxUrl, name),
    api: apiOrders(stack.apiUrl, stack.apiKey),
    idOf: (key) => manualOrderId({ userId, keyDigest: sha256(key) }),
    replacementIdOf: (originalId, key) => replacementOrderId(sha256(`${originalId}\n${sha256(key)}`)),
    row: async (clientOrderId) => orderByClientOrderId(db, clientOrderId),
    legs: async (clientOrderId) => legsOf(db, clientOrderId),
  };
  for (const symbol of SYMBOLS) {
    const key = `${name}-${symbol}`;
    await desk.api.place(key, { accountId, symbol, side: 'buy', type: 'market', qty: HELD_QTY });
    const held = await persist(
      async () => ((await desk.row(desk.idOf(key)))?.status === 'filled' ? true : undefined),
      READY_WITHIN_MS,
    );
    if (held === undefined) throw new Error(`${name} could not buy ${symbol}`);
  }
  return desk;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
