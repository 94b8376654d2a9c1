import { hash } from './random.ts';

/** Minutes [from, to) of a session in which a symbol does not trade. */
export interface TradingHalt {
  readonly from: number;
  readonly to: number;
}

/** One session in this many has a halt. */
const rarity = 900;

/** The halt of a symbol in session `session` of `length` minutes, if it has one. */
export function tradingHaltOf(seed: number, session: number, length: number): TradingHalt | undefined {
  const draw = hash(seed, session, 51);
  if (draw % rarity !== 0) return undefined;
  const from = 15 + (hash(seed, session, 52) % (length - 60));
  return { from, to: from + 5 + (hash(seed, session, 53) % 3) * 5 };
}
