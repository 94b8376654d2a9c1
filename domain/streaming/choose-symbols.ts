/** Why a symbol is wanted on the market stream, the most pressing first. */
export const WANTED_FOR = ['position', 'alert', 'reader', 'strategy'] as const;
export type WantedFor = (typeof WANTED_FOR)[number];

export interface WantedSymbol {
  readonly symbol: string;
  readonly wantedFor: WantedFor;
}

export interface ChosenSymbols {
  readonly symbols: readonly string[];
  /** Wanted, and beyond what the plan lets us listen to. */
  readonly leftOut: readonly string[];
}

/**
 * Which symbols the one connection listens to, `symbolsMax` at most: what is held first, then what alerts and readers
 * ask for, then what strategies may trade. Within a kind by name, so that the choice stays as it is.
 */
export function chooseSymbols(wanted: readonly WantedSymbol[], symbolsMax: number): ChosenSymbols {
  const rank = ({ wantedFor }: WantedSymbol) => WANTED_FOR.indexOf(wantedFor);
  const inOrder = wanted.toSorted((a, b) => rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1));
  const unique = [...new Set(inOrder.map(({ symbol }) => symbol))];
  return { symbols: unique.slice(0, symbolsMax), leftOut: unique.slice(symbolsMax) };
}
