/** A share class has no mark at FINRA (`BRKB`); some of its tables keep the point, a slash or a space. */
function finraCodes(symbol: string): readonly string[] {
  const bare = symbol.replaceAll(/[.\-/ ]/g, '');
  const marked =
    bare === symbol ? [] : ['.', '-', '/', ' '].map((mark) => symbol.replaceAll(/[.\-/ ]/g, mark));
  return [...new Set([symbol, bare, ...marked])];
}

/** Our symbol by each of the codes that FINRA may call it; a symbol's own spelling is never another's. */
export function symbolsByCode(symbols: readonly string[]): ReadonlyMap<string, string> {
  const others = symbols.flatMap((symbol) => finraCodes(symbol).map((code) => [code, symbol] as const));
  return new Map([...others, ...symbols.map((symbol) => [symbol, symbol] as const)]);
}
