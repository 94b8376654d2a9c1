import { expect, test } from 'vitest';
import { CRASH_POINTS, OPERATION_NAMES } from '../../prove/crash-points.ts';
import { everyCase } from '../../prove/plan-run.ts';
import { proveCrash } from '../../prove/prove-crash.ts';
import { summarise } from '../../prove/summary.ts';

test('a worker killed at each crash point of each operation: no order twice, none lost, the ledger equals the broker', async () => {
  const proof = await proveCrash({
    plans: everyCase(),
    seed: 0,
    tell: (line) => process.stdout.write(`  ${line}\n`),
  });
  const summary = summarise(proof, 0);
  expect(summary.findings).toEqual([]);
  const each = Object.fromEntries(CRASH_POINTS.map((point) => [point, 1]));
  expect(summary.killsByPoint).toEqual(Object.fromEntries(OPERATION_NAMES.map((name) => [name, each])));
  expect(summary.ends).toEqual({ canceled: 21, filled: 21 });
  expect(summary.events).toMatchObject({ missing: 0, twice: 0, phantom: 0 });
}, 900_000);
