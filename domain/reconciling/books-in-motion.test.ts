import { expect, it } from 'vitest';
import { execution } from '../samples.ts';
import { standingDifferences } from './books-in-motion.ts';

const recent = [
  execution({ executionId: 'e1', qty: '10', price: '100' }),
  execution({ executionId: 'e2', qty: '5', price: '101' }),
];
const ledger = { cash: '8495', positions: [{ symbol: 'AAPL', qty: '15' }] };
const cash = (broker: string) => ({ kind: 'cash', subject: 'cash', ledger: ledger.cash, broker }) as const;
const qty = (broker: string, subject = 'AAPL') =>
  ({ kind: 'position-qty', subject, ledger: '15', broker }) as const;

it.each([
  ['cash before the last execution', cash('9000')],
  ['cash before both', cash('10000')],
  ['shares before the last execution', qty('10')],
  ['shares before both', qty('0')],
])('what the ledger had a moment ago is no difference: %s', (_name, difference) => {
  expect(standingDifferences([difference], ledger, recent)).toEqual([]);
});

it.each([
  ['cash that the ledger never had', cash('9000.01')],
  ['shares that the ledger never held', qty('11')],
  ['another symbol', qty('10', 'MSFT')],
])('what the ledger never had stays one: %s', (_name, difference) => {
  expect(standingDifferences([difference], ledger, recent)).toEqual([difference]);
});

it('without executions every difference stands', () => {
  expect(standingDifferences([cash('9000')], ledger, [])).toEqual([cash('9000')]);
});
