import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Features } from '../analysis.ts';
import { decimal } from '../money.ts';
import { AS_OF, missingPart, okPart, quote, view } from '../samples.ts';
import { checkParameters } from './check-parameters.ts';
import type { QuantitativeDefinition } from './registry.ts';
import { runStrategy } from './registry.ts';

const number = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0),
);
const share = fc.integer({ min: 1, max: 1000 }).map((thousandths) => String(thousandths / 1000));

const definition: fc.Arbitrary<QuantitativeDefinition> = fc
  .oneof(
    fc.record({
      kind: fc.constant('momentum' as const),
      parameters: fc.record({
        lookback: fc.constantFrom(5 as const, 20 as const, 60 as const),
        topN: fc.integer({ min: 1, max: 5 }),
        targetWeight: share,
        rebalanceBand: fc.constantFrom('0', '0.01'),
        minReturn: fc.constantFrom(-1, 0, 0.1),
      }),
    }),
    fc.record({
      kind: fc.constant('mean-reversion' as const),
      parameters: fc.record({
        entryZ: fc.constantFrom(1, 2),
        exitZ: fc.constantFrom(0, 0.5),
        targetWeight: share,
        maxHoldings: fc.integer({ min: 1, max: 5 }),
        rebalanceBand: fc.constantFrom('0', '0.01'),
      }),
    }),
  )
  .filter((one) => checkParameters(one) === undefined);

const symbolState = fc.record({
  bidCents: fc.integer({ min: 1, max: 100_000 }),
  spreadCents: fc.integer({ min: 0, max: 100 }),
  quoted: fc.boolean(),
  held: fc.integer({ min: 0, max: 500_000 }).map((thousandths) => String(thousandths / 1000)),
  open: fc.integer({ min: -50, max: 50 }).map(String),
  return5: number,
  return20: number,
  return60: number,
  zScore20: number,
});

const market = fc
  .dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), symbolState, { maxKeys: 8 })
  .map((symbols) => {
    const entries = Object.entries(symbols);
    const pick = (field: 'held' | 'open') =>
      Object.fromEntries(entries.map(([symbol, one]) => [symbol, one[field]]));
    return {
      equity: '100000',
      positions: pick('held'),
      openOrderQty: pick('open'),
      views: entries.map(([symbol, { bidCents, spreadCents, quoted }]) =>
        view(symbol, {
          quote: quoted
            ? okPart(quote(String(bidCents / 100), String((bidCents + spreadCents) / 100)), `quote-${symbol}`)
            : missingPart('OUTAGE'),
        }),
      ),
      features: entries.map(
        ([symbol, { return5, return20, return60, zScore20 }]): Features => ({
          symbol,
          asOf: AS_OF,
          return5,
          return20,
          return60,
          zScore20,
          missing: [],
        }),
      ),
    };
  });

describe('every strategy', () => {
  it('decides nothing about nothing', () => {
    fc.assert(
      fc.property(definition, (strategy) => {
        const empty = {
          equity: '100000',
          positions: { AAPL: '5' },
          openOrderQty: {},
          views: [],
          features: [],
        };
        expect(runStrategy(strategy, empty)).toEqual({ proposals: [], abstentions: [] });
      }),
    );
  });

  it('decides the same in whatever order symbols come', () => {
    fc.assert(
      fc.property(definition, market, fc.nat(), (strategy, input, turn) => {
        const at = input.views.length === 0 ? 0 : turn % input.views.length;
        const turned = {
          ...input,
          views: [...input.views.slice(at), ...input.views.slice(0, at)].toReversed(),
          features: input.features.toReversed(),
        };
        expect(runStrategy(strategy, turned)).toEqual(runStrategy(strategy, input));
      }),
    );
  });

  it('never buys beyond a target or the whole of equity, never sells more than held, and writes finite numbers', () => {
    fc.assert(
      fc.property(definition, market, (strategy, input) => {
        const { proposals } = runStrategy(strategy, input);
        for (const proposal of proposals) {
          const held = decimal(input.positions[proposal.symbol] ?? '0');
          const open = decimal(input.openOrderQty[proposal.symbol] ?? '0');
          const after = held.plus(open).plus(proposal.qty).times(proposal.referencePrice);
          const within =
            proposal.side === 'sell'
              ? decimal(proposal.qty).lte(held)
              : after.lte(decimal(input.equity).times(proposal.targetWeight));
          expect(within).toBe(true);
          expect(decimal(proposal.qty).isInteger() && decimal(proposal.qty).gt(0)).toBe(true);
          expect(proposal.confidence).toBeGreaterThanOrEqual(0);
          expect(proposal.confidence).toBeLessThanOrEqual(1);
          expect(`${proposal.thesis} ${proposal.invalidation}`).not.toMatch(/NaN|Infinity|undefined/);
          expect(proposal.evidence).toEqual([`bars-${proposal.symbol}`, `quote-${proposal.symbol}`]);
        }
        const bought = proposals.filter(({ side }) => side === 'buy');
        const weights = bought.reduce((total, { targetWeight }) => total.plus(targetWeight), decimal('0'));
        expect(weights.lte(1)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('says something of every symbol, and never two things', () => {
    fc.assert(
      fc.property(definition, market, (strategy, input) => {
        const { proposals, abstentions } = runStrategy(strategy, input);
        const named = [...proposals, ...abstentions].map(({ symbol }) => symbol).sort();
        expect(named).toEqual(input.views.map(({ symbol }) => symbol).sort());
      }),
    );
  });
});
