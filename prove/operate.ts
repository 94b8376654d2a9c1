import { isTerminal } from '../domain/order.ts';
import type { ProvedOrder } from './api-orders.ts';
import type { Operation } from './crash-points.ts';
import type { Desk } from './desk.ts';
import { persist } from './persist.ts';
import type { PlannedRun } from './plan-run.ts';

/** Below the market that stands still: it rests until it is canceled. */
const RESTING_PRICE = '97';
const READY_WITHIN_MS = 60_000;

/** One operation under way. */
export interface Operated {
  /** What the crash is armed for, where only the broker's id is known. */
  readonly brokerOrderId: string | undefined;
  /** Asks for it until it has been taken, or `withinMs` have passed. */
  carryOut(withinMs: number): Promise<void>;
}

/** Gets ready what the operation needs, and gives how it is carried out through the product's API. */
export async function prepareOperation(
  desk: Desk,
  planned: Pick<PlannedRun, 'operation' | 'symbol' | 'qty'>,
  key: string,
): Promise<Operated> {
  const order = orderOf(desk, planned);
  const id = desk.idOf(key);
  if (planned.operation !== 'cancel') {
    return { brokerOrderId: undefined, carryOut: (withinMs) => placeUntilTaken(desk, key, order, withinMs) };
  }
  await placeUntilTaken(desk, key, order, READY_WITHIN_MS);
  const brokerOrderId = await persist(async () => {
    const row = await desk.row(id);
    return row?.status === 'accepted' ? (row.brokerOrderId ?? undefined) : undefined;
  }, READY_WITHIN_MS);
  return { brokerOrderId, carryOut: (withinMs) => cancelUntilTaken(desk, id, withinMs) };
}

function orderOf(
  { accountId }: Desk,
  { operation, symbol, qty }: Pick<PlannedRun, 'operation' | 'symbol' | 'qty'>,
): ProvedOrder {
  const order = { accountId, symbol, qty: String(qty) } as const;
  const kinds: Record<Operation, ProvedOrder> = {
    entry: { ...order, side: 'buy', type: 'market' },
    exit: { ...order, side: 'sell', type: 'market' },
    cancel: { ...order, side: 'buy', type: 'limit', limitPrice: RESTING_PRICE },
  };
  return kinds[operation];
}

/** The same key again until the ledger has the intent, as a careful client would. */
async function placeUntilTaken(desk: Desk, key: string, order: ProvedOrder, withinMs: number): Promise<void> {
  await persist(async () => {
    const status = await desk.api.place(key, order);
    if (status === 201 || status === 422) return true;
    return (await desk.row(desk.idOf(key))) === undefined ? undefined : true;
  }, withinMs);
}

/** Asks again until the wish is noted or the order has ended. */
async function cancelUntilTaken(desk: Desk, id: string, withinMs: number): Promise<void> {
  await persist(async () => {
    const status = await desk.api.cancel(id);
    const row = await desk.row(id);
    if (row !== undefined && isTerminal(row.status)) return true;
    return status === 202 && row?.cancelRequestedAt ? true : undefined;
  }, withinMs);
}
