import { expect, test } from 'vitest';
import { exact, text, ZERO } from '../decimal.ts';
import { type FillPlan, fillPlan, nextPart } from './fill-plan.ts';

const plans = Array.from({ length: 5_000 }, (_, number) => fillPlan(7, `order-${number}`));

test('about one order in ten is filled in two or three parts', () => {
  const inParts = plans.filter(({ parts }) => parts > 1).length;
  expect(inParts).toBeGreaterThan(400);
  expect(inParts).toBeLessThan(600);
});

test('the first execution comes after 1 to 10 ms and the last within a second', () => {
  const first = plans.map(({ firstDelayMs }) => firstDelayMs);
  expect([Math.min(...first), Math.max(...first)]).toEqual([1, 10]);
  const last = plans.map(({ firstDelayMs, nextDelayMs, parts }) => firstDelayMs + (parts - 1) * nextDelayMs);
  expect(Math.max(...last)).toBeLessThan(1_000);
});

test('the same seed and client order id give the same plan', () => {
  expect(fillPlan(7, 'order-1')).toEqual(plans[1]);
  expect(plans.some((plan, number) => plan.parts !== fillPlan(8, `order-${number}`).parts)).toBe(true);
});

test.each([
  ['10', ['3', '3', '4']],
  ['2', ['2']],
  ['3', ['1', '1', '1']],
  ['2.5', ['2.5']],
])('%s shares in three parts are %j', (qty, expected) => {
  const plan: FillPlan = { parts: 3, firstDelayMs: 5, nextDelayMs: 40 };
  const parts: string[] = [];
  let left = exact(qty);
  while (left.greaterThan(ZERO)) {
    const part = nextPart(plan, parts.length, left);
    parts.push(text(part));
    left = left.minus(part);
  }
  expect(parts).toEqual(expected);
});
