import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { median } from '../../bench/median.ts';
import { ordersOfUser } from '../../db/queries/orders/orders.ts';
import { isTerminal } from '../../domain/order.ts';
import { createApiClient } from '../../launcher/first-cycle/api-client.ts';
import { type Desk, holdMarketStill, openDesk } from '../desk.ts';
import type { Finding } from '../finding.ts';
import { judgeDesk, judgeOrder } from '../judge.ts';
import { type JudgedEvents, judgeEvents } from '../judge-events.ts';
import { persist } from '../persist.ts';
import { SYMBOLS } from '../plan-run.ts';
import { type OrderLoad, startOrderLoad } from './order-load.ts';
import { startTopology, type TopologyStack } from './topology-stack.ts';

const LINES = 2;
const BEFORE_EACH_KILL = 4;
const SETTLE_WITHIN_MS = 120_000;
const created = z.object({ id: z.string() });
const started = z.object({ cycleId: z.string() });
const cycleEnd = z.looseObject({ status: z.string(), outcome: z.string().nullish() });

export interface TopologyKill {
  readonly part: string;
  /** From its death until it serves again. */
  readonly backMs: number;
  /** The longest that an order took which was asked for while it was away. */
  readonly longestOrderMs: number;
}

export interface TopologyProof {
  readonly processes: number;
  readonly kills: readonly TopologyKill[];
  readonly orders: {
    readonly accepted: number;
    readonly medianMs: number;
    readonly askedAgain: number;
    /** By the code of risk's own no, which is an answer like any other. */
    readonly refused: Readonly<Record<string, number>>;
  };
  /** A refusal with a code is an end like any other: a part that a cycle needs may be away when it begins. */
  readonly cycles: readonly { readonly id: string; readonly status: string; readonly outcome: string }[];
  readonly events: JudgedEvents;
  readonly findings: readonly Omit<Finding, 'run'>[];
  readonly seconds: number;
}

/** Kills every process of the topology in turn, `rounds` times, while orders and cycles go on; then judges the books. */
export async function proveTopology(options: {
  readonly rounds: number;
  readonly tell: (line: string) => void;
}): Promise<TopologyProof> {
  const { rounds, tell } = options;
  const startedAt = Date.now();
  const stack = await startTopology(tell);
  try {
    tell(`${stack.names.length + 1} processes run: ${stack.names.join(', ')}, sandbox`);
    await holdMarketStill(stack);
    const { id: userId } = await stack.db.selectFrom('users').select('id').executeTakeFirstOrThrow();
    const desk = await openDesk(stack, userId, 'topology');
    const strategyId = await aStrategy(stack, desk);
    const { accountId } = desk;
    const load = startOrderLoad({ ...stack, accountId, name: 'load', lines: LINES });
    const kills: TopologyKill[] = [];
    const cycleIds: string[] = [];
    for (const part of Array.from({ length: rounds }, () => stack.names).flat()) {
      await moreOrders(load, BEFORE_EACH_KILL);
      cycleIds.push(await startCycle(stack, strategyId));
      const from = Date.now();
      const backMs = await stack.kill(part);
      await moreOrders(load, BEFORE_EACH_KILL);
      const during = load.placed.filter(({ askedAt, ms }) => askedAt + ms >= from);
      const longestOrderMs = Math.round(Math.max(...during.map(({ ms }) => ms)));
      kills.push({ part, backMs, longestOrderMs });
      tell(`${part} killed: back after ${backMs} ms, the longest order took ${longestOrderMs} ms`);
    }
    await load.stop();
    return {
      processes: stack.names.length + 1,
      kills,
      ...(await judge(stack, desk, load, userId, cycleIds)),
      seconds: Math.round((Date.now() - startedAt) / 1_000),
    };
  } finally {
    await stack.stop();
  }
}

async function moreOrders(load: OrderLoad, count: number): Promise<void> {
  const until = load.placed.length + count;
  const enough = await persist(
    () => Promise.resolve(load.placed.length >= until ? true : undefined),
    SETTLE_WITHIN_MS,
  );
  if (enough === undefined) throw new Error(`orders stand still: ${JSON.stringify(load.others.slice(-3))}`);
}

async function aStrategy({ apiUrl, apiKey }: TopologyStack, { accountId }: Desk): Promise<string> {
  const { id } = await createApiClient(apiUrl, apiKey).call('POST', '/v1/strategies', created, {
    accountId,
    name: 'Topology',
    kind: 'momentum',
    universe: SYMBOLS,
    intervalSeconds: 86_400,
    parameters: { lookback: 5, topN: 1, targetWeight: '0.12', rebalanceBand: '0.001' },
  });
  return id;
}

/** Each at whichever API answers. */
async function startCycle({ apiUrls, apiKey }: TopologyStack, strategyId: string): Promise<string> {
  let turn = 0;
  const asked = await persist(async () => {
    turn += 1;
    const api = createApiClient(apiUrls[turn % apiUrls.length] ?? '', apiKey);
    return api.call('POST', `/v1/strategies/${strategyId}/cycles`, started, {});
  }, SETTLE_WITHIN_MS);
  return asked?.cycleId ?? '';
}

async function judge(
  stack: TopologyStack,
  desk: Desk,
  { placed, others }: OrderLoad,
  userId: string,
  cycleIds: readonly string[],
): Promise<Pick<TopologyProof, 'orders' | 'cycles' | 'events' | 'findings'>> {
  const cycles = await Promise.all(cycleIds.map((id) => endOf(stack, id)));
  const open = async () =>
    (await ordersOfUser(stack.db, userId, { limit: 1, status: 'open' })).items.length === 0
      ? true
      : undefined;
  const settled = await persist(open, SETTLE_WITHIN_MS);
  const rows = await stack.db
    .selectFrom('orders')
    .selectAll()
    .where('accountId', '=', desk.accountId)
    .execute();
  const ledger = new Map(rows.map((row) => [row.clientOrderId, row]));
  const found: Omit<Finding, 'run'>[] = [];
  if (settled === undefined)
    found.push({ kind: 'unresolved', what: 'orders are open that should have ended' });
  const refused: Record<string, number> = {};
  for (const { key, status } of others) {
    const code = ledger.get(desk.idOf(key))?.refusal?.code;
    if (code !== undefined) refused[code] = (refused[code] ?? 0) + 1;
    else found.push({ kind: 'unresolved', what: `${key}: answered ${status}` });
  }
  for (const { key } of placed) {
    const row = ledger.get(desk.idOf(key));
    if (row === undefined) found.push({ kind: 'lost', what: `${key} was acknowledged and is nowhere` });
    else if (row.status !== 'filled') found.push({ kind: 'drift', what: `${key} is ${row.status}` });
  }
  for (const row of rows.filter(({ status }) => isTerminal(status)))
    found.push(...(await judgeOrder(stack, desk, row.clientOrderId)));
  found.push(...(await judgeDesk(stack, desk)));
  const { id: brokerAccount } = await desk.books.account();
  for (const order of await stack.sandbox.orders())
    if (order.account_id === brokerAccount && !ledger.has(order.client_order_id))
      found.push({
        kind: 'duplicate',
        what: `the broker has ${order.client_order_id}, which nobody asked for`,
      });
  for (const { id, status } of cycles)
    if (status !== 'completed' && status !== 'refused')
      found.push({ kind: 'unresolved', what: `cycle ${id} is ${status}` });
  const events = await eventsInTheEnd(stack);
  for (const kind of ['missing', 'twice', 'phantom', 'outOfOrder'] as const)
    if (events[kind] > 0) found.push({ kind: 'event', what: `${events[kind]} events: ${kind}` });
  const medianMs = Math.round(median(placed.map(({ ms }) => ms)));
  const askedAgain = placed.filter(({ failures }) => failures > 0).length;
  return {
    orders: { accepted: placed.length, medianMs, askedAgain, refused },
    cycles,
    events,
    findings: found,
  };
}

async function endOf({ apiUrl, apiKey }: TopologyStack, id: string) {
  const ended = await persist(async () => {
    const seen = await createApiClient(apiUrl, apiKey).call(
      'GET',
      `/v1/cycles/${encodeURIComponent(id)}`,
      cycleEnd,
    );
    return seen.status === 'running' ? undefined : seen;
  }, SETTLE_WITHIN_MS);
  return { id, status: ended?.status ?? 'running', outcome: ended?.outcome ?? '' };
}

async function eventsInTheEnd(stack: TopologyStack): Promise<JudgedEvents> {
  const deadline = Date.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const events = await judgeEvents(stack);
    if (events.missing === 0 || Date.now() > deadline) return events;
    await delay(500);
  }
}
