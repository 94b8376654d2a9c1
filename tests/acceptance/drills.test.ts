import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CycleBody } from '../../api/contract/cycles.ts';
import { createDatabase } from '../../db/client.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { claimPort } from '../../launcher/stack/free-port.ts';
import type { autonomousCycle } from '../../workflows/autonomous-cycle.ts';
import { cycleWorkflowId, TASK_QUEUES } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { createSandboxControl, type SandboxControl } from '../support/sandbox-control.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { strangeEvents } from '../support/strange-events.ts';
import { type DrillDesk, openDrillDesk, tell } from './drill-desk.ts';
import { away, frozen } from './part-away.ts';
import { pidOf } from './processes.ts';
import { temporalOf } from './temporal-client.ts';
import { ready, type Trader, traderOn } from './trader.ts';

const WITHIN_MS = 60_000;
/** The API gives a statement up after nine seconds, or a connection after five; the rest is the machine's. */
const FROZEN_ANSWER_MS = 20_000;

let stack: BootedStack;
let sandbox: SandboxControl;
let trader: Trader;
let desk: DrillDesk;

beforeAll(async () => {
  stack = await bootStack();
  desk = openDrillDesk(stack);
  sandbox = createSandboxControl(() => stack.stackJson().addresses.sandbox ?? '');
  // Nothing else trades meanwhile.
  trader = await eventually(
    'schedules are paused',
    () => traderOn(stack, ['KO', 'PEP']).catch(() => undefined),
    120_000,
  );
}, 400_000);
afterEach(async () => {
  await sandbox.clearFaults();
});
afterAll(async () => {
  await stack.stop();
});

test('drill: database lost — orders are answered 503 with its name, the same key places them once it is back, and nothing is lost', async () => {
  const before = await desk.filled('before the database is lost');
  const drill = await away(stack, 'postgres');
  const seen = await desk.place('while the database is away');
  expect(seen).toMatchObject({ http: 503, code: 'POSTGRES_UNAVAILABLE' });
  expect(await desk.partState('postgres')).toBe('down');
  await drill.over();
  await desk.placed('while the database is away');
  expect(await desk.statusOf(before)).toBe('filled');
  tell('database lost', '503 POSTGRES_UNAVAILABLE', drill);
});

test('drill: database lost beneath a cycle — it waits, and trades once the database is back', async () => {
  const drill = await away(stack, 'postgres');
  const { strategyId } = trader;
  const asOf = new Date().toISOString();
  const temporal = await temporalOf(stack);
  const cycle = await temporal.workflow.start<typeof autonomousCycle>('autonomousCycle', {
    workflowId: cycleWorkflowId(strategyId, asOf),
    taskQueue: TASK_QUEUES.cycle,
    args: [{ strategyId, asOf }],
  });
  // More attempts than a broker that does not answer is given.
  await eventually(
    'the first step has been tried often',
    async () => {
      const { raw } = await cycle.describe();
      return raw.pendingActivities?.some(({ attempt = 0 }) => (attempt ?? 0) > 5) === true ? true : undefined;
    },
    WITHIN_MS,
  );
  await drill.over();
  expect(await cycle.result()).toMatchObject({ status: 'completed', outcome: 'traded' });
  expect(await trader.ended(cycle.workflowId)).toMatchObject({ status: 'completed', outcome: 'traded' });
  await temporal.connection.close();
  tell('database lost beneath a cycle', 'the step that is tried again, in the Web UI', drill);
});

test('drill: database frozen — whoever asks is told 503 within seconds, and it goes on by itself when the database does', async () => {
  const before = await desk.filled('before the database is frozen');
  const drill = frozen(pidOf(stack, 'postgres'));
  try {
    expect(await desk.place('while the database is frozen')).toMatchObject({
      http: 503,
      code: 'POSTGRES_UNAVAILABLE',
    });
    expect(Date.now() - drill.startedAt).toBeLessThan(FROZEN_ANSWER_MS);
  } finally {
    drill.over();
  }
  await desk.placed('while the database is frozen');
  expect(await desk.statusOf(before)).toBe('filled');
  await ready(stack);
  tell('database frozen', '503 POSTGRES_UNAVAILABLE after nine seconds', drill);
});

test('drill: Temporal gone — orders are answered 503, what is in the books can be read, and the same key places them afterwards', async () => {
  const before = await desk.filled('before Temporal is gone');
  const drill = await away(stack, 'temporal');
  expect(await desk.place('while Temporal is away')).toMatchObject({
    http: 503,
    code: 'TEMPORAL_UNAVAILABLE',
  });
  expect(await desk.statusOf(before)).toBe('filled');
  await drill.over();
  await desk.placed('while Temporal is away');
  tell('Temporal gone', '503 TEMPORAL_UNAVAILABLE; reads go on', drill);
});

test('drill: NATS gone — orders go on as ever, events wait, and each is on the bus once it is back', async () => {
  const drill = await away(stack, 'nats');
  await desk.filled('while NATS is away');
  await eventually(
    'events wait',
    async () => ((await desk.gauge('alphaflow_outbox_waiting')) > 0 ? true : undefined),
    WITHIN_MS,
  );
  expect(await desk.partState('nats')).toBe('down');
  await drill.over();
  await eventually(
    'none waits',
    async () => ((await desk.gauge('alphaflow_outbox_waiting')) === 0 ? true : undefined),
    WITHIN_MS,
  );
  tell('NATS gone', 'nothing but /readyz; events come late', drill);
});

test('drill: broker failing — an order is answered 202 or refused with a code, never twice sent, and the same key has its outcome afterwards', async () => {
  const startedAt = Date.now();
  await sandbox.fault({
    system: 'alpaca-trading',
    method: 'POST',
    path: '/v2/orders',
    effect: 'status',
    status: 503,
  });
  const seen = await desk.place('while the broker fails');
  expect(seen).toMatchObject({ http: 202, status: 'unknown' });
  await sandbox.clearFaults();
  const settledAt = Date.now();
  await desk.placed('while the broker fails');
  expect(await sandbox.orders(seen.clientOrderId)).toHaveLength(1);
  tell('broker failing', '202, "unknown"', { startedAt, backAt: settledAt });
});

test('drill: socket dropped — a fill that the stream did not tell is in the ledger within seconds', async () => {
  const startedAt = Date.now();
  await sandbox.pinQuote('KO', { bid: 59.99, ask: 60.01, last: 60 });
  const body = { symbol: 'KO', side: 'buy', type: 'limit', limitPrice: '58', qty: '1', timeInForce: 'day' };
  const { http, clientOrderId = '' } = await desk.place('rests at the broker', body);
  expect(http).toBe(201);
  await sandbox.fault({ system: 'trade-updates', effect: 'drop-socket' });
  await sandbox.pinQuote('KO', { bid: 57.99, ask: 58, last: 58 });
  await eventually(
    'the fill is booked',
    async () => ((await desk.statusOf(clientOrderId)) === 'filled' ? true : undefined),
    WITHIN_MS,
  );
  tell('socket dropped', 'nothing', { startedAt, backAt: startedAt });
});

test('drill: model providers gone — a cycle that asks a model ends without a decision and says so, others trade, and the next one decides', async () => {
  const analyst = await traderOn(stack, ['JNJ'], 'analyst');
  const startedAt = Date.now();
  for (const system of ['openai', 'anthropic'])
    await sandbox.fault({ system, effect: 'status', status: 503 });
  const [cycle] = await Promise.all([analyst.run(), desk.filled('while the models are gone')]);
  expect(cycle).toMatchObject({ status: 'completed', outcome: 'no-decision', orders: [] });
  await desk.alertOf('decision-unavailable');
  await sandbox.clearFaults();
  const backAt = Date.now();
  await eventually(
    'a model decides again',
    async () => ((await analyst.run()).outcome === 'no-decision' ? undefined : true),
    WITHIN_MS,
  );
  tell('model providers gone', 'the outcome no-decision, and an alert', { startedAt, backAt });
});

test('drill: source timing out — a cycle goes on without it and says why, waits once for it, and reads it again afterwards', async () => {
  const startedAt = Date.now();
  await sandbox.fault({ system: 'alpaca-data', path: '/v1beta1/news', effect: 'hang' });
  const missing = (cycle: CycleBody) =>
    cycle.sources.filter(({ status }) => status === 'missing').map(({ source, code }) => [source, code]);
  const cycle = await trader.run();
  expect(cycle).toMatchObject({ status: 'completed', reconciliation: { drift: 0 } });
  expect(missing(cycle)).toEqual(
    expect.arrayContaining([['alpaca news', expect.stringMatching(/^SOURCE_/)]]),
  );
  await sandbox.clearFaults();
  const backAt = Date.now();
  await eventually(
    'every source is read again',
    async () => (missing(await trader.run()).length === 0 ? true : undefined),
    WITHIN_MS,
  );
  tell('source timing out', 'the source as missing, with its reason', { startedAt, backAt });
});

test('drill: disk full for the log — API and worker go on, and say nothing', async () => {
  const startedAt = Date.now();
  const [apiPort, metricsPort] = [await claimPort(0), await claimPort(0)];
  const silenced = [
    onFullDisk('api', { API_PORT: String(apiPort) }),
    onFullDisk('worker', { METRICS_PORT: String(metricsPort) }),
  ];
  try {
    const url = `http://127.0.0.1:${apiPort ?? 0}`;
    const answers = async (at: string) =>
      (await fetch(at).catch(() => undefined))?.ok === true ? true : undefined;
    await eventually('the API serves', () => answers(`${url}/readyz`), WITHIN_MS);
    await eventually(
      'the worker serves',
      () => answers(`http://127.0.0.1:${metricsPort ?? 0}/metrics`),
      WITHIN_MS,
    );
    const placed = [];
    for (let order = 0; order < 6; order += 1)
      placed.push(await desk.place(`disk-full-${order}`, undefined, url));
    expect(placed.map(({ http, refusal }) => refusal?.code ?? http)).toEqual([201, 201, 201, 201, 201, 201]);
    expect(silenced.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null]);
  } finally {
    await Promise.all(silenced.map((child) => ended(child)));
  }
  tell('disk full for the log', 'nothing; the log is missing', { startedAt, backAt: startedAt });
});

test('after all drills the ledger equals the broker, and every event was carried once', async () => {
  await ready(stack);
  const db = createDatabase({ url: stack.stackJson().addresses.postgres ?? '', poolMax: 1 });
  try {
    const told = await strangeEvents(db);
    expect(told.strange).toEqual([]);
    expect(told.types).toEqual(
      expect.arrayContaining(['account.reconciled', 'cycle.completed', 'fill.booked']),
    );
    // The last fill may have come to the worker that has just been ended: it is taken in when another follows the account.
    const rows = await eventually(
      'every order is filled',
      async () => {
        const all = await db
          .selectFrom('orders')
          .select(['clientOrderId', 'status'])
          .where('status', '!=', 'refused')
          .execute();
        return all.every(({ status }) => status === 'filled') ? all : undefined;
      },
      WITHIN_MS,
    );
    const known = new Set(rows.map(({ clientOrderId }) => clientOrderId));
    const accepted = (await sandbox.orders()).map((row) => row.client_order_id);
    expect(accepted.filter((id) => !known.has(id))).toEqual([]);
    expect(new Set(accepted).size).toBe(accepted.length);
  } finally {
    await db.destroy();
  }
  expect(await desk.gauge('alphaflow_reconciliation_drift')).toBe(0);
});

/** A second process of the same kind, with the stack's own environment, whose output nobody can write. */
function onFullDisk(part: 'api' | 'worker', changes: Readonly<Record<string, string>>): ChildProcess {
  const environment = readFileSync(`/proc/${pidOf(stack, part)}/environ`, 'utf8').split('\0');
  const env = Object.fromEntries(
    environment
      .filter((one) => one.includes('='))
      .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  );
  const full = openSync('/dev/full', 'w');
  return spawn(process.execPath, [join(projectRoot, part === 'api' ? 'api' : 'workers', 'main.ts')], {
    env: { ...env, ...changes },
    stdio: ['ignore', full, full],
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
