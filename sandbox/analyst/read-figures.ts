/** What the texts that were shown say of one symbol. */
export interface Figures {
  readonly symbol: string;
  /** The latest price, in the words of the text; undefined when none was shown. */
  readonly price: string | undefined;
  /** Change from the first price shown to the last; 0 without two prices. */
  readonly change: number;
  /** Share of equity that is held of it, in the words of the text; undefined when that was not shown. */
  readonly heldWeight: string | undefined;
  /** Hashes of evidence that stand beside the symbol. */
  readonly hashes: readonly string[];
}

const SYMBOL = /\b[A-Z]{1,5}(?:\.[A-Z])?\b/g;
const PRICE = /"(?:c|close|last|lastPrice|price|referencePrice)"\s*:\s*"?(\d+(?:\.\d+)?)/g;
const RETURN = /"(?:return\w*|change\w*|momentum\w*)"\s*:\s*"?(-?\d+(?:\.\d+)?(?:e-?\d+)?)/;
const HELD_WEIGHT = /"heldWeight"\s*:\s*"?(-?\d+(?:\.\d+)?)/;
const WEIGHT_MAX = /"(?:maxWeight|weightMax)"\s*:\s*"?(\d+(?:\.\d+)?)/;
const HASH = /\b[0-9a-f]{64}\b/g;

/** Symbols of the text that are traded, in the order in which they are first named; names of one letter only in quotes. */
export function symbolsIn(text: string, isTraded: (symbol: string) => boolean): readonly string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(SYMBOL)) {
    const [symbol] = match;
    const quoted = text[match.index - 1] === '"' && text[match.index + symbol.length] === '"';
    if ((symbol.length > 1 || quoted) && isTraded(symbol)) found.add(symbol);
  }
  return [...found];
}

/** The largest weight that the text allows one symbol; undefined when it says nothing of it. */
export function weightMaxIn(text: string): string | undefined {
  return WEIGHT_MAX.exec(text)?.[1];
}

/** Reads the stretches of text that begin with a symbol's name and end before the next one's. */
export function readFigures(texts: readonly string[], symbols: readonly string[]): readonly Figures[] {
  const stretches = texts.flatMap((text) => stretchesOf(text, symbols));
  return symbols.map((symbol) => {
    const mine = stretches.filter((stretch) => stretch.symbol === symbol).map(({ text }) => text);
    const prices = mine.flatMap((text) => [...text.matchAll(PRICE)].flatMap(([, price]) => price ?? []));
    const told = mine.flatMap((text) => RETURN.exec(text)?.[1] ?? [])[0];
    const [first, last] = [Number(prices[0]), Number(prices.at(-1))];
    const shown = prices.length > 1 && first > 0 ? last / first - 1 : 0;
    const heldWeight = mine.flatMap((text) => HELD_WEIGHT.exec(text)?.[1] ?? [])[0];
    const hashes = [...new Set(mine.flatMap((text) => text.match(HASH) ?? []))];
    const change = told === undefined ? shown : Number(told);
    return { symbol, price: prices.at(-1), change, heldWeight, hashes };
  });
}

function stretchesOf(text: string, symbols: readonly string[]) {
  const marks = [...text.matchAll(SYMBOL)].filter(([symbol]) => symbols.includes(symbol));
  return marks.map((mark, index) => ({
    symbol: mark[0],
    text: text.slice(mark.index, marks[index + 1]?.index ?? text.length),
  }));
}
