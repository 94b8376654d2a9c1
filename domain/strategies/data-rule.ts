import type { PartName } from '../fusion.ts';

/**
 * What a strategy refuses to trade without: each of these parts of a symbol's view must be there, be fresh and
 * contradict nothing; otherwise the symbol is left alone. Every other part may be missing, and then counts for nothing.
 */
export type DataRule = readonly [PartName, ...PartName[]];

/** A size is taken from the quote and a judgement from daily bars: the least that a rule over prices needs. */
export const QUOTE_AND_BARS: DataRule = ['quote', 'dailyBars'];
