import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { accountById } from '../../../db/queries/accounts/broker-accounts.ts';
import { enterOpenSession } from '../../../launcher/stack/sandbox-session.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { anOwner, aStrategy } from '../../../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../../../tests/support/trading-floor.ts';
import type { autonomousCycle } from '../../../workflows/autonomous-cycle.ts';
import { type CycleReport, cycleWorkflowId, TASK_QUEUES } from '../../../workflows/messages.ts';
import { cycleEvidence, TRAIL_NODES } from '../../contract/evidence.ts';
import { fusedView } from '../../contract/fused.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let floor: TradingFloor;
let api: ApiUnderTest;
let key: string;
let report: CycleReport;

beforeAll(async () => {
  floor = await openTradingFloor();
  await enterOpenSession(floor.sandbox.url, floor.account.keyRef);
  await floor.startWorker();
  const { db } = floor.database;
  const { namespace } = floor.client.options;
  api = apiUnderTest({ db, temporal: { address: inject('temporalAddress'), namespace } });
  key = await aKeyOf(db, floor.account.userId);
  await eventually('the books are adopted', async () => {
    const account = await accountById(db, floor.account.id);
    return account?.adoptedAt ?? undefined;
  });
  const strategy = await aStrategy(db, floor.account, { universe: ['AAPL', 'MSFT', 'SPY'] });
  const asOf = new Date().toISOString();
  report = await floor.client.workflow.execute<typeof autonomousCycle>('autonomousCycle', {
    workflowId: cycleWorkflowId(strategy.id, asOf),
    taskQueue: TASK_QUEUES.cycle,
    args: [{ strategyId: strategy.id, asOf }],
  });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await floor?.close();
});

async function get(path: string, by = key) {
  const response = await api.call('GET', path, { key: by });
  return { status: response.status, text: await response.text() };
}

const code = (text: string) => z.object({ code: z.string() }).parse(JSON.parse(text)).code;
const trailPath = () => `/v1/cycles/${encodeURIComponent(report.cycleId)}/evidence`;
const readTrail = async (query = '') => {
  const { status, text } = await get(`${trailPath()}${query}`);
  expect(status).toBe(200);
  return cycleEvidence.parse(JSON.parse(text));
};

describe('the evidence of a cycle', () => {
  test('leads back from what an order earned to each datum that it came from', async () => {
    expect(report.outcome).toBe('traded');
    const { nodes, edges } = await readTrail();
    const before = (id: string): readonly string[] =>
      edges.filter(({ to }) => to === id).flatMap(({ from }) => [from, ...before(from)]);
    for (const { clientOrderId, symbol } of report.orders) {
      const back = new Set(before(`profit:${clientOrderId}`));
      const met = nodes.filter(({ id }) => back.has(id));
      expect(new Set(met.map(({ kind }) => kind))).toEqual(
        new Set(TRAIL_NODES.filter((kind) => !['profit', 'abstention', 'missing'].includes(kind))),
      );
      const labels = met.filter(({ kind }) => kind === 'evidence').map(({ label }) => label);
      expect(labels).toEqual(
        expect.arrayContaining(['definition', 'account', 'barOrigins', 'bars', 'fused']),
      );
      expect(met.every((node) => node.symbol === undefined || node.symbol === symbol)).toBe(true);
    }
    const ids = nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(edges.filter(({ from, to }) => !ids.includes(from) || !ids.includes(to))).toEqual([]);
  });

  test('is the same whenever it is asked for, and for one symbol only what concerns it', async () => {
    expect(await readTrail()).toEqual(await readTrail());
    const { nodes } = await readTrail('?symbol=SPY');
    expect(new Set(nodes.flatMap((node) => node.symbol ?? []))).toEqual(new Set(['SPY']));
  });

  test('gives each content under its hash, whole, by symbol, and byte for byte as it was hashed', async () => {
    const { nodes } = await readTrail();
    for (const { body = '', hash = '' } of nodes.filter(({ kind }) => kind === 'evidence')) {
      const whole = await get(body);
      expect([whole.status, z.object({ hash: z.string() }).parse(JSON.parse(whole.text)).hash]).toEqual([
        200,
        hash,
      ]);
      const { text } = await get(`${body}/canonical`);
      expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
    }
    const bars = nodes.find(({ label }) => label === 'bars')?.body ?? '';
    const one = z.object({ value: z.array(z.object({ start: z.string() })) });
    expect(one.parse(JSON.parse((await get(`${bars}?symbol=SPY`)).text)).value.length).toBeGreaterThan(60);
    const none = await get(`${bars}?symbol=KO`);
    expect([none.status, code(none.text)]).toEqual([404, 'EVIDENCE_NOT_FOUND']);
  });

  test('is nobody else’s', async () => {
    const stranger = await aKeyOf(floor.database.db, (await anOwner(floor.database.db)).id);
    const { nodes } = await readTrail();
    const hidden = await get(nodes[0]?.body ?? '', stranger);
    expect([hidden.status, code(hidden.text)]).toEqual([404, 'EVIDENCE_NOT_FOUND']);
    const trail = await get(trailPath(), stranger);
    expect([trail.status, code(trail.text)]).toEqual([404, 'CYCLE_NOT_FOUND']);
  });
});

const PARTS_OF = {
  edgar: ['filings', 'fundamentals'],
  frankfurter: ['fxExposure'],
  finra: ['shortInterest', 'shortVolume'],
  'alpaca-data': [
    'price',
    'quote',
    'lastTrade',
    'dailyBars',
    'volume',
    'volatility',
    'trend',
    'liquidity',
    'news',
  ],
} as const;

async function look() {
  const { status, text } = await get('/v1/market/fused/AAPL');
  if (status !== 200) throw new Error(text);
  const { symbol, asOf, conflicts, features, evidence, ...parts } = fusedView.parse(JSON.parse(text));
  expect([symbol, asOf, conflicts, features.symbol]).toEqual(['AAPL', expect.any(String), [], 'AAPL']);
  expect(Object.keys(evidence)).toEqual(['fused', 'features']);
  return Object.entries(parts).map(([name, part]) => ({ name, ...part }));
}

describe('a symbol at this moment', () => {
  test('has every part with source, age and hash', async () => {
    const parts = await look();
    expect(parts).toHaveLength(14);
    for (const part of parts) {
      expect(part).toMatchObject({ status: 'ok', ageMs: expect.any(Number), hash: expect.any(String) });
    }
  });

  const killed = new Set<string>();
  test.each(Object.entries(PARTS_OF))(
    'without %s says which parts are missing, and why',
    async (system, names) => {
      for (const name of names) killed.add(name);
      await floor.sandbox.control.fault({ system, effect: 'status', status: 503 });
      try {
        const parts = await look();
        for (const name of names) {
          expect(parts.find((part) => part.name === name)).toMatchObject({
            status: 'missing',
            reason: expect.stringMatching(/503|left alone|no fresh/),
          });
        }
        // A source that was killed before may be left alone for a while yet; no other is missing.
        const others = parts.filter(({ name, status }) => status === 'missing' && !killed.has(name));
        expect(others).toEqual([]);
      } finally {
        await floor.sandbox.control.clearFaults();
      }
    },
  );

  test('is not found when the broker does not know it, and a problem when the broker is away', async () => {
    const unknown = await get('/v1/market/fused/QQQQQ');
    expect([unknown.status, code(unknown.text)]).toEqual([404, 'SYMBOL_NOT_FOUND']);
    await floor.sandbox.control.fault({
      system: 'alpaca-trading',
      path: '/v2/clock',
      effect: 'status',
      status: 503,
    });
    const away = await get('/v1/market/fused/AAPL');
    await floor.sandbox.control.clearFaults();
    expect([away.status, code(away.text)]).toEqual([503, 'BROKER_UNAVAILABLE']);
  });
});
