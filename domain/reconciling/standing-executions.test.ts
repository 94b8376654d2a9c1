import { describe, expect, it } from 'vitest';
import type { BrokerOrder, Execution } from '../order.ts';
import { execution } from '../samples.ts';
import { contradictsFills, correctionsOf, isCopy } from './standing-executions.ts';

const AT = '2026-01-06T15:00:00.000Z';
const one = (executionId: string, changes: Partial<Execution> = {}): Execution =>
  execution({ executionId, qty: '2', price: '100', cumulativeQty: '2', at: AT, ...changes });
const told = (filledQty: string, filledAvgPrice?: string) => ({
  filledQty,
  ...(filledAvgPrice === undefined ? {} : { filledAvgPrice }),
  updatedAt: AT,
});

describe('what has to go and to come', () => {
  it.each<[string, readonly Execution[], readonly Execution[], ReturnType<typeof told>, unknown]>([
    ['agreeing books', [one('a')], [one('a')], told('2', '100'), { takenBack: [], missing: [] }],
    ['a bust', [one('a')], [], told('0'), { takenBack: ['a'], missing: [] }],
    ['one of two', [one('a'), one('b')], [one('b')], told('2', '100'), { takenBack: ['a'], missing: [] }],
    [
      'a correction',
      [one('a')],
      [one('b', { price: '99' })],
      told('2', '99'),
      { takenBack: ['a'], missing: [{ executionId: 'b' }] },
    ],
    ['a lost fill', [], [one('a')], told('2', '100'), { takenBack: [], missing: [{ executionId: 'a' }] }],
    ['one execution under two ids', [one('a')], [one('A')], told('2', '100'), { takenBack: [], missing: [] }],
    [
      'the same terms at another time',
      [one('a')],
      [one('b', { at: '2026-01-06T14:59:00.000Z' })],
      told('2', '100'),
      { takenBack: ['a'], missing: [{ executionId: 'b' }] },
    ],
    [
      'two alike where one is booked',
      [one('a')],
      [one('a'), one('b', { cumulativeQty: '2' })],
      told('4', '100'),
      { takenBack: [], missing: [{ executionId: 'b' }] },
    ],
    [
      'an average that the broker rounds',
      [],
      [one('a', { qty: '1' }), one('b', { price: '100.5' })],
      told('3', '100.333333'),
      { takenBack: [], missing: [{}, {}] },
    ],
  ])('%s', (_name, booked, listed, order, expected) => {
    expect(correctionsOf({ booked, listed, told: order })).toMatchObject(expected ?? {});
  });

  it.each<[string, readonly Execution[], readonly Execution[], ReturnType<typeof told>]>([
    ['a list that lacks what the order has filled', [one('a')], [], told('2', '100')],
    ['a list that has what the order has not', [one('a')], [one('a')], told('0')],
    ['a list at another price', [one('a')], [one('b', { price: '99' })], told('2', '100')],
    ['a word from before what is booked', [one('a', { at: '2026-01-06T15:00:00.001Z' })], [], told('0')],
  ])('%s proves nothing', (_name, booked, listed, order) => {
    expect(correctionsOf({ booked, listed, told: order })).toBeUndefined();
  });
});

describe('what cannot be had by booking more', () => {
  const row = { status: 'partially_filled', filledQty: '5', filledAvgPrice: '100', brokerFilledQty: '5' };
  it.each<[boolean, Partial<typeof row>, Pick<BrokerOrder, 'filledQty' | 'filledAvgPrice'>]>([
    [false, {}, told('5', '100')],
    [false, {}, told('5', '100.00001')],
    [false, {}, told('6', '101')],
    [true, {}, told('5', '100.01')],
    [true, {}, told('3', '100')],
    [true, { brokerFilledQty: '6' }, told('5', '100')],
    [true, { filledQty: '0', brokerFilledQty: '0' }, told('0')],
    [false, { status: 'accepted', filledQty: '0', brokerFilledQty: '0' }, told('0')],
  ])('%s: %j, %j', (contradicts, changes, order) => {
    expect(contradictsFills({ ...row, ...changes }, order)).toBe(contradicts);
  });
});

it('a copy has the place within the order, the terms and the moment of the other', () => {
  expect(isCopy(one('a'), one('b', { at: '2026-01-06T15:00:00.900Z' }))).toBe(true);
  for (const changes of [
    { qty: '1' },
    { price: '101' },
    { cumulativeQty: '4' },
    { at: '2026-01-06T15:00:02.000Z' },
  ]) {
    expect(isCopy(one('a'), one('b', changes))).toBe(false);
  }
});
