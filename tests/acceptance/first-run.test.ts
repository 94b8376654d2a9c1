import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { newYorkDate } from '../../domain/calendar/new-york-day.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { writeBars } from './generated-bars.ts';
import { type FinishedStart, npmStart } from './npm-start.ts';
import { stillRunning } from './processes.ts';
import { readDailyBars } from './read-daily-bars.ts';

/** What programs read from the last line of `npm start -- --once --json`. */
const printed = z.looseObject({
  cycleId: z.string().startsWith('cycle:'),
  asOf: z.iso.datetime(),
  steps: z.array(z.looseObject({ name: z.string(), ms: z.number() })),
  decisions: z.array(z.looseObject({ symbol: z.string() })).min(1),
  orders: z
    .array(
      z.looseObject({
        clientOrderId: z.string(),
        symbol: z.string(),
        side: z.enum(['buy', 'sell']),
        qty: z.string(),
        status: z.string(),
        filledQty: z.string(),
        trace: z
          .looseObject({
            path: z.array(z.string()),
            bars: z.looseObject({
              items: z.array(z.record(z.string(), z.string()).and(z.looseObject({ start: z.string() }))),
            }),
          })
          .optional(),
      }),
    )
    .min(1),
  reconciliation: z.looseObject({ drift: z.literal(0) }),
  urls: z.looseObject({ api: z.url(), temporalUi: z.url() }),
});

const PARTS = 6;
const SECOND_TIME_WITHIN_MS = 25_000;
const realBars = join(projectRoot, '..', 'shared', 'market', 'hour');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alphaflow-first-run-'));
  await chmod(folder, 0o755);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('npm start -- --once --json trades, prints the cycle as one object and leaves nothing running; again, it goes on with what is there', async () => {
  const home = join(folder, 'home');
  const first = await npmStart(['--once', '--json'], home);
  const cycle = expectTraded(first);
  expect(cycle.steps.map(({ name }) => name)).toEqual([
    'fetch',
    'fuse',
    'analyse',
    'decide',
    'place orders',
    'reconcile',
  ]);
  const second = await npmStart(['--once', '--json'], home);
  expect(expectTraded(second).cycleId).not.toBe(cycle.cycleId);
  expect(first.output).toContain('Schema');
  expect(second.output).not.toContain('Schema');
  expect(second.ms).toBeLessThan(SECOND_TIME_WITHIN_MS);
});

test('--bars replays a folder of bars, and all its symbols are traded by their own prices', async () => {
  const bars = join(folder, 'bars');
  const symbols = await writeBars(bars);
  const cycle = expectTraded(await npmStart(['--once', '--json', '--bars', bars], join(folder, 'bars-home')));
  for (const { symbol } of cycle.orders) expect(symbols).toContain(symbol);
});

test.skipIf(!existsSync(realBars))(
  '--bars and --symbols do the same on real bars, and each order is traced down to the bars of the files',
  async () => {
    const args = ['--once', '--json', '--bars', '../shared/market/hour', '--symbols', 'AAPL,BAC,IBM,SPY'];
    const cycle = expectTraded(await npmStart(args, join(folder, 'real-home')));
    for (const { symbol, clientOrderId, trace } of cycle.orders) {
      expect(['AAPL', 'BAC', 'IBM', 'SPY']).toContain(symbol);
      if (trace === undefined) throw new Error(`${clientOrderId} is not traced`);
      const kinds = trace.path.map((id) => id.split(':')[0]);
      expect(kinds).toEqual(['evidence', 'part', 'features', 'proposal', 'rules', 'order']);
      const { items } = trace.bars;
      const inFile = readDailyBars(readFileSync(join(realBars, `${symbol}.csv`), 'utf8'));
      expect(items.length).toBeGreaterThan(60);
      expect(items.map(({ start, ...bar }) => [newYorkDate(start), bar])).toEqual(
        items.map(({ start }) => [newYorkDate(start), inFile.get(newYorkDate(start))]),
      );
    }
  },
);

function expectTraded(start: FinishedStart) {
  if (start.exitCode !== 0) throw new Error(`exit code ${start.exitCode}:\n${start.output}`);
  const cycle = printed.parse(JSON.parse(start.lastLine));
  const filled = cycle.orders.filter(
    ({ status, qty, filledQty }) => status === 'filled' && filledQty === qty,
  );
  expect(filled.length).toBeGreaterThan(0);
  expect(start.pids).toHaveLength(PARTS);
  expect(stillRunning(start.pids)).toEqual([]);
  return cycle;
}
