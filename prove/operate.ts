import { isTerminal } from '../domain/order.ts';
import type { ProvedOrder } from './api-orders.ts';
import type { Operation } from './crash-points.ts';
import type { Desk } from './desk.ts';
import { persist } from './persist.ts';
import type { PlannedRun } from './plan-run.ts';

/** Below the market that stands still: it rests until it is canceled. */
const RESTING_PRICE = '97';
const REPLACED_PRICE = '98';
const EXITS = { takeProfit: { limitPrice: '110' }, stopLoss: { stopPrice: '90' } };
const READY_WITHIN_MS = 240_000;

/** One operation under way. */
export interface Operated {
  /** The order that the death is for. */
  readonly id: string;
  /** What the crash is armed for, where only the broker's id is known. */
  readonly brokerOrderId?: string | undefined;
  /** Asks for it until it has been taken, or `withinMs` have passed, and ends what would rest for ever. */
  carryOut(withinMs: number): Promise<void>;
  /** Every order that is to be right in the end; undefined while the ledger lacks one that the broker has made. */
  orders(): Promise<readonly string[] | undefined>;
}

type Asked = Pick<PlannedRun, 'operation' | 'symbol' | 'qty'>;

/** Gets ready what the operation needs, and gives how it is carried out through the product's API. */
export async function prepareOperation(desk: Desk, planned: Asked, key: string): Promise<Operated> {
  if (planned.operation === 'replace') return prepareReplacement(desk, planned, key);
  const id = desk.idOf(key);
  const place = (withinMs: number) => placeUntilTaken(desk, key, orderOf(desk, planned), withinMs);
  if (planned.operation === 'bracket') {
    return {
      id,
      orders: () => groupOf(desk, id),
      async carryOut(withinMs) {
        await place(withinMs);
        await endExits(desk, id, withinMs);
      },
    };
  }
  const orders = async () => Promise.resolve([id]);
  if (planned.operation === 'cancel') {
    await place(READY_WITHIN_MS);
    const brokerOrderId = await restsAtBroker(desk, id, READY_WITHIN_MS);
    return { id, brokerOrderId, orders, carryOut: (withinMs) => cancelUntilTaken(desk, id, withinMs) };
  }
  return {
    id,
    orders,
    async carryOut(withinMs) {
      await place(withinMs);
      if (planned.operation !== 'rest') return;
      if ((await restsAtBroker(desk, id, withinMs)) !== undefined) await cancelUntilTaken(desk, id, withinMs);
    },
  };
}

async function prepareReplacement(desk: Desk, planned: Asked, key: string): Promise<Operated> {
  const originalKey = `${key}-original`;
  const original = desk.idOf(originalKey);
  await placeUntilTaken(desk, originalKey, orderOf(desk, planned), READY_WITHIN_MS);
  if ((await restsAtBroker(desk, original, READY_WITHIN_MS)) === undefined) {
    throw new Error(`${original}, which is to be replaced, does not rest`);
  }
  const id = desk.replacementIdOf(original, key);
  return {
    id,
    orders: async () => Promise.resolve([id, original]),
    async carryOut(withinMs) {
      await persist(async () => {
        const status = await desk.api.replace(original, key, { limitPrice: REPLACED_PRICE });
        return status === 201 || (await desk.row(id)) !== undefined ? true : undefined;
      }, withinMs);
      await persist(async () => (await isReplaced(desk, original, id)) || undefined, withinMs);
      await cancelUntilTaken(desk, id, withinMs);
      // What was not replaced after all would rest for ever.
      await persist(async () => isTerminal((await desk.row(id))?.status ?? 'unknown') || undefined, withinMs);
      if ((await desk.row(original))?.status !== 'replaced') await cancelUntilTaken(desk, original, withinMs);
    },
  };
}

async function isReplaced(desk: Desk, original: string, id: string): Promise<boolean> {
  const [old, fresh] = await Promise.all([desk.row(original), desk.row(id)]);
  return old?.status === 'replaced' || isTerminal(fresh?.status ?? 'unknown');
}

/** The entry and its exits, which the broker makes with it. */
async function groupOf(desk: Desk, id: string): Promise<readonly string[] | undefined> {
  const [entry, legs] = await Promise.all([desk.row(id), desk.legs(id)]);
  if (entry?.brokerOrderId === null) return [id];
  const exits = Object.keys(EXITS).length;
  return legs.length < exits ? undefined : [id, ...legs.map(({ clientOrderId }) => clientOrderId)];
}

/** The exits of a position rest until one of them is canceled, and the other with it. */
async function endExits(desk: Desk, id: string, withinMs: number): Promise<void> {
  const exit = await persist(async () => {
    const [entry, [leg]] = await Promise.all([desk.row(id), desk.legs(id)]);
    if (entry !== undefined && isTerminal(entry.status) && entry.brokerOrderId === null) return null;
    return entry?.status === 'filled' && leg?.brokerOrderId ? leg : undefined;
  }, withinMs);
  if (exit) await cancelUntilTaken(desk, exit.clientOrderId, withinMs);
}

function orderOf({ accountId }: Desk, { operation, symbol, qty }: Asked): ProvedOrder {
  const order = { accountId, symbol, qty: String(qty) } as const;
  const resting = { ...order, side: 'buy', type: 'limit', limitPrice: RESTING_PRICE } as const;
  const kinds: Record<Operation, ProvedOrder> = {
    entry: { ...order, side: 'buy', type: 'market' },
    exit: { ...order, side: 'sell', type: 'market' },
    rest: resting,
    cancel: resting,
    replace: resting,
    bracket: { ...order, side: 'buy', type: 'market', orderClass: 'bracket', ...EXITS },
  };
  return kinds[operation];
}

async function restsAtBroker(desk: Desk, id: string, withinMs: number): Promise<string | undefined> {
  return persist(async () => {
    const row = await desk.row(id);
    return row?.brokerStatus === 'new' ? (row.brokerOrderId ?? undefined) : undefined;
  }, withinMs);
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
