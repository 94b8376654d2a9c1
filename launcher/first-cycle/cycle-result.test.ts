import { describe, expect, it } from 'vitest';
import type { CycleBody } from '../../api/contract/cycles.ts';
import { cycleJson, cycleLines } from './cycle-result.ts';

const order = {
  clientOrderId: 'c-1',
  brokerOrderId: 'b-1',
  status: 'filled',
  filledQty: '2',
  filledAvgPrice: '10.5',
  accountId: '0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e',
  cycleId: 'cycle:x',
  source: 'cycle',
  symbol: 'AAPL',
  side: 'buy',
  type: 'market',
  timeInForce: 'day',
  qty: '2',
  notional: null,
  limitPrice: null,
  stopPrice: null,
  trailPrice: null,
  trailPercent: null,
  extendedHours: false,
  orderClass: 'simple',
  parentClientOrderId: null,
  replaces: null,
  replacedBy: null,
  brokerStatus: 'filled',
  expiresAt: '2026-03-02T14:31:00.000Z',
  submittedAt: null,
  acceptedAt: null,
  terminalAt: null,
  cancelRequestedAt: null,
  approval: null,
  createdAt: '2026-03-02T14:30:00.000Z',
  updatedAt: '2026-03-02T14:30:00.000Z',
} satisfies CycleBody['orders'][number];

const cycle: CycleBody = {
  id: 'cycle:x',
  strategyId: '0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e',
  asOf: '2026-03-02T14:30:00.000Z',
  trigger: 'api',
  status: 'completed',
  outcome: 'traded',
  startedAt: '2026-03-02T14:30:00.000Z',
  finishedAt: '2026-03-02T14:30:01.000Z',
  dataAsOf: null,
  live: false,
  steps: [{ name: 'fetch', state: 'done', ms: 12 }],
  sources: [{ source: 'finra', status: 'missing', code: 'SOURCE_DOWN', reason: 'timed out' }],
  decisions: [],
  abstentions: [{ symbol: 'MSFT', code: 'AT_TARGET', message: 'At its target.', facts: {} }],
  deliberation: null,
  orders: [order],
  reconciliation: { id: 'r', drift: 0, differences: [] },
};

describe('what npm start prints of a cycle', () => {
  it('gives programs the object that the command line promises', () => {
    expect(cycleJson(cycle, { api: 'http://x' }, new Map())).toMatchObject({
      cycleId: 'cycle:x',
      asOf: '2026-03-02T14:30:00.000Z',
      steps: [{ name: 'fetch', ms: 12 }],
      decisions: [],
      orders: [
        { clientOrderId: 'c-1', symbol: 'AAPL', side: 'buy', qty: '2', status: 'filled', filledQty: '2' },
      ],
      reconciliation: { drift: 0 },
      urls: { api: 'http://x' },
    });
  });

  it('tells people what was bought, what was left alone, what is missing, and whether the books agree', () => {
    expect(cycleLines(cycle)).toEqual([
      '  AAPL   buy           2  filled  2 at 10.5',
      '  MSFT   no order: AT_TARGET: At its target.',
      '  ! finra is missing: SOURCE_DOWN: timed out',
      '  Done: 0 decisions, 1 order, 1 filled, drift 0',
    ]);
  });

  it('never calls a cycle reconciled that was not', () => {
    expect(cycleJson({ ...cycle, reconciliation: null }, {}, new Map()).reconciliation).toBeNull();
    expect(cycleLines({ ...cycle, reconciliation: null }).at(-1)).toContain('not reconciled');
  });

  it('shows a refusal with its code and message', () => {
    const refusal = { code: 'MARKET_CLOSED', message: 'The market is closed.', facts: {} };
    expect(cycleLines({ ...cycle, status: 'refused', refusal }).at(-1)).toBe(
      '  Refused: MARKET_CLOSED: The market is closed.',
    );
    expect(cycleJson({ ...cycle, refusal }, {}, new Map())).toMatchObject({ refusal });
  });
});
