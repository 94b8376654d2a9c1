import { describe, expect, it } from 'vitest';
import { chooseSymbols, type WantedSymbol } from './choose-symbols.ts';

const wanted: readonly WantedSymbol[] = [
  { symbol: 'SPY', wantedFor: 'strategy' },
  { symbol: 'AAPL', wantedFor: 'strategy' },
  { symbol: 'KO', wantedFor: 'reader' },
  { symbol: 'AAPL', wantedFor: 'position' },
  { symbol: 'BRK.B', wantedFor: 'alert' },
];

describe('the symbols that a stream listens to', () => {
  it('are each wanted one once, what is held first, then alerts, readers and strategies', () => {
    expect(chooseSymbols(wanted, 30)).toEqual({ symbols: ['AAPL', 'BRK.B', 'KO', 'SPY'], leftOut: [] });
  });

  it('are no more than the plan allows, and what is left out is named', () => {
    expect(chooseSymbols(wanted, 2)).toEqual({ symbols: ['AAPL', 'BRK.B'], leftOut: ['KO', 'SPY'] });
    expect(chooseSymbols(wanted, 0).symbols).toEqual([]);
  });
});
