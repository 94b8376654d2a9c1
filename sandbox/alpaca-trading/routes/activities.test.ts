import { expect, test } from 'vitest';
import { exact } from '../decimal.ts';
import type { Execution } from '../ledger/account.ts';
import { stamp } from '../stamp.ts';
import { activityId } from '../wire/activity-json.ts';
import { selectPage } from './activities.ts';

const start = Date.parse('2026-03-02T15:00:00Z');
const executions: readonly Execution[] = Array.from({ length: 7 }, (_, number) => ({
  id: `execution-${number}`,
  orderId: 'order',
  symbol: 'AAPL',
  side: 'buy',
  qty: exact(1),
  price: exact(10),
  cumulativeQty: exact(number + 1),
  leavesQty: exact(6 - number),
  orderStatus: 'partially_filled',
  at: stamp(start + number * 1_000, number),
}));

function ids(query: Record<string, string>): readonly string[] {
  const page = selectPage(executions, query);
  if ('refused' in page) throw new Error(page.message);
  return page.map(({ id }) => id.slice(-1));
}

test('pages by page_token reach every execution once, in both directions', () => {
  for (const direction of ['asc', 'desc']) {
    const seen: string[] = [];
    let token = '';
    for (;;) {
      const page = selectPage(executions, { direction, page_size: '3', page_token: token });
      if ('refused' in page) throw new Error(page.message);
      const last = page.at(-1);
      if (!last) break;
      seen.push(...page.map(({ id }) => id.slice(-1)));
      token = activityId(last);
    }
    expect(seen.join('')).toBe(direction === 'asc' ? '0123456' : '6543210');
  }
});

test('after and until leave their own moment out', () => {
  const [second] = executions.slice(2, 3);
  expect(ids({ direction: 'asc', after: second?.at ?? '' })).toEqual(['3', '4', '5', '6']);
  expect(ids({ direction: 'asc', until: second?.at ?? '' })).toEqual(['0', '1']);
});

test('a day chooses its own executions', () => {
  expect(ids({ date: '2026-03-02' })).toHaveLength(7);
  expect(ids({ date: '2026-03-03' })).toEqual([]);
});

test.each([
  { page_size: '0' },
  { page_size: '101' },
  { direction: 'up' },
  { after: 'x' },
  { page_token: 'x' },
])('%j is refused', (query) => {
  expect(selectPage(executions, query)).toMatchObject({ refused: true, status: 400 });
});
