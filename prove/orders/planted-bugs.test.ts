import { expect, test } from 'vitest';
import { PLANTED_BUGS } from './planted-bugs.ts';
import type { OrderProtocol } from './protocol.ts';
import { simulateOrder } from './simulate-order.ts';

const SEEDS = 1_000;

async function violations(
  seeds: readonly number[],
  protocol?: OrderProtocol,
): Promise<readonly (string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (const seed of seeds) found.push((await simulateOrder(seed, protocol))?.message);
  return found;
}
const first = (seeds: number) => Array.from({ length: seeds }, (_, seed) => seed + 1);

test.each(PLANTED_BUGS)('the simulation finds: $name', async ({ seed, protocol }) => {
  expect(await simulateOrder(seed, protocol)).toMatchObject({ name: 'Violation' });
});

test('with the product’s own decisions none of the saved seeds finds anything', async () => {
  const seeds = PLANTED_BUGS.map(({ seed }) => seed);
  expect((await violations(seeds)).filter((message) => message !== undefined)).toEqual([]);
});

test(`with the product’s own decisions ${SEEDS} seeds find nothing`, async () => {
  expect((await violations(first(SEEDS))).filter((message) => message !== undefined)).toEqual([]);
});

test('a seed tells the same story again', async () => {
  const [bug] = PLANTED_BUGS;
  const once = await violations(first(50), bug?.protocol);
  expect(once.some((message) => message !== undefined)).toBe(true);
  expect(await violations(first(50), bug?.protocol)).toEqual(once);
});
