import type { Timestamp } from '../market.ts';

export interface SpanToAsk {
  readonly symbols: readonly string[];
  readonly start: Timestamp;
  /** Not included. */
  readonly until: Timestamp;
}

interface Lacking {
  readonly symbol: string;
  readonly start: Timestamp;
  readonly until: Timestamp;
}

/**
 * The fewest questions that cover what is lacking of a wanted span. Symbols that lack something before `againFrom` are
 * asked together from the earliest gap on; the others, which only want the latest anew, together from `againFrom`.
 * Without `againFrom` there is one question at most. More is asked than lacks where gaps differ: a request costs more
 * than the bars in it.
 */
export function spansToAsk(
  wanted: SpanToAsk,
  lacking: readonly Lacking[],
  againFrom?: Timestamp,
): readonly SpanToAsk[] {
  const again = againFrom === undefined || againFrom >= wanted.until ? undefined : againFrom;
  const behind = lacking.filter(({ start }) => again === undefined || start < again);
  const behindSymbols = new Set(behind.map(({ symbol }) => symbol));
  const questions: SpanToAsk[] = [];
  const [first] = behind;
  if (first !== undefined) {
    questions.push({
      symbols: wanted.symbols.filter((symbol) => behindSymbols.has(symbol)),
      start: behind.reduce((least, { start }) => (start < least ? start : least), first.start),
      until: again === undefined ? latest(behind, first.until) : wanted.until,
    });
  }
  const others = wanted.symbols.filter((symbol) => !behindSymbols.has(symbol));
  if (again !== undefined && others.length > 0) {
    questions.push({
      symbols: others,
      start: again > wanted.start ? again : wanted.start,
      until: wanted.until,
    });
  }
  return questions;
}

function latest(spans: readonly Lacking[], first: Timestamp): Timestamp {
  return spans.reduce((most, { until }) => (until > most ? until : most), first);
}
