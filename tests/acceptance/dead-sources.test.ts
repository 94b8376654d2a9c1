import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { CycleBody } from '../../api/contract/cycles.ts';
import { integrationList } from '../../api/contract/sources.ts';
import { createDatabase } from '../../db/client.ts';
import { evidenceOfCycle, readEvidence } from '../../db/queries/evidence/evidence.ts';
import { userByEmail } from '../../db/queries/identity/users.ts';
import { eventually } from '../support/eventually.ts';
import { createSandboxControl, type SandboxControl } from '../support/sandbox-control.ts';
import { type BootedStack, bootStack } from '../support/stack.ts';
import { type Trader, traderOn } from './trader.ts';

const UNIVERSE = ['KO', 'PEP'];
const SYSTEMS = ['edgar', 'frankfurter', 'finra', 'alpaca-data'];
const BACK_WITHIN_MS = 60_000;

let stack: BootedStack;
let sandbox: SandboxControl;
let trader: Trader;

beforeAll(async () => {
  stack = await bootStack();
  sandbox = createSandboxControl(() => stack.stackJson().addresses.sandbox ?? '');
  trader = await traderOn(stack, UNIVERSE);
});

afterEach(async () => {
  await sandbox.clearFaults();
});

afterAll(async () => {
  await stack.stop();
});

for (const { system, source, effect, missing } of [
  { system: 'edgar', source: 'sec-edgar', effect: { effect: 'reset' }, missing: ['sec-edgar'] },
  {
    system: 'finra',
    source: 'finra',
    effect: { effect: 'status', status: 503 },
    missing: ['finra'],
  },
  { system: 'frankfurter', source: 'frankfurter', effect: { effect: 'hang' }, missing: ['frankfurter'] },
  {
    system: 'alpaca-data',
    source: 'alpaca-data',
    effect: { effect: 'malformed' },
    missing: ['alpaca bars', 'alpaca news', 'alpaca quotes'],
  },
]) {
  test(`${system} down (${effect.effect}): missing, its breaker open, the cycle ends; then it is back`, async () => {
    await openNextSession();
    await sandbox.fault({ system, ...effect });
    const cycle = await trader.run();
    expect(cycle).toMatchObject({ status: 'completed', reconciliation: { drift: 0 } });
    const failed = failedSources(cycle);
    expect(failed.map((one) => one.source)).toEqual(expect.arrayContaining(missing));
    expect(failed.every(({ reason }) => reason !== '')).toBe(true);
    const open = await breakerOf(source, 'open');
    expect(open.lastOutage?.reason).toContain(`${source}: `);
    // The step is tried twice; a source that hangs is asked once.
    expect(open.outages['timeout'] ?? 0).toBe(effect.effect === 'hang' ? 1 : 0);

    await sandbox.clearFaults();
    await eventually(
      `a cycle reads ${source} again`,
      async () => (failedSources(await trader.run()).length === 0 ? true : undefined),
      BACK_WITHIN_MS,
    );
    await breakerOf(source, 'closed');
  });
}

test('with every source dead a cycle ends without a trade, and nothing in its evidence is invented', async () => {
  await openNextSession();
  const healthy = await evidenceOf((await trader.run()).id);
  expect(figuresIn(JSON.parse(healthy.get('features') ?? 'null'))).not.toEqual([]);

  await openNextSession();
  for (const system of SYSTEMS) await sandbox.fault({ system, effect: 'status', status: 500 });
  // A universe that nobody has asked about: what is stored of others would still be true.
  const stranger = await traderOn(stack, ['XOM', 'CVX']);
  const cycle = await stranger.run();
  expect(cycle).toMatchObject({ status: 'completed', outcome: 'no-trade', orders: [] });
  expect(cycle.sources.filter(({ status }) => status === 'ok')).toEqual([]);

  const evidence = await evidenceOf(cycle.id);
  const kinds = [...evidence.keys()].sort();
  expect(kinds).toEqual(['account', 'definition', 'features', 'fused']);
  for (const kind of ['fused', 'features']) {
    const content: unknown = JSON.parse(evidence.get(kind) ?? 'null');
    expect(JSON.stringify(content)).toContain('XOM');
    expect(figuresIn(content)).toEqual([]);
  }
});

function failedSources(cycle: CycleBody) {
  return cycle.sources.flatMap(({ source, code = '', reason = '' }) =>
    code.startsWith('SOURCE_') ? [{ source, code, reason }] : [],
  );
}

async function breakerOf(source: string, breaker: 'open' | 'closed') {
  return await eventually(
    `the breaker of ${source} is ${breaker}`,
    async () => {
      const { items } = await trader.api.call('GET', '/v1/integrations', integrationList);
      return items.find((one) => one.source === source && one.breaker === breaker);
    },
    15_000,
  );
}

/** Every number in it, and every text that reads as one: dates and hashes do not. */
function figuresIn(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return [`${path}: ${value}`];
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? [`${path}: ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => figuresIn(part, `${path}/${key}`));
}

async function evidenceOf(cycleId: string): Promise<ReadonlyMap<string, string>> {
  const db = createDatabase({ url: stack.stackJson().addresses.postgres ?? '', poolMax: 1 });
  try {
    const user = await userByEmail(db, stack.credentials().email);
    const rows = await evidenceOfCycle(db, user?.id ?? '', cycleId);
    const read = await readEvidence(
      db,
      rows.map(({ hash }) => hash),
    );
    return new Map(rows.map(({ kind, hash }) => [kind, JSON.stringify(read.get(hash))]));
  } finally {
    await db.destroy();
  }
}

/** An hour into the next session: what was kept of the day before is older than its age by then. */
async function openNextSession(): Promise<void> {
  const url = `${stack.stackJson().addresses.sandbox ?? ''}/v2/clock`;
  const headers = { 'APCA-API-KEY-ID': 'local', 'APCA-API-SECRET-KEY': 'local' };
  const clock = z.looseObject({ next_open: z.string() });
  const { next_open } = clock.parse(await (await fetch(url, { headers })).json());
  await sandbox.clock({ now: new Date(Date.parse(next_open) + 3_600_000).toISOString() });
}
