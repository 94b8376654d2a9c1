import type { SearchAttributePair } from '@temporalio/common';
import type { BrokerAccountRow, StrategyRow } from '../../db/schema.ts';
import { markdownLine } from '../../domain/shown-text.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';

/** At most this many symbols are indexed, so that a history does not grow with the universe. */
const INDEXED_SYMBOLS_MAX = 20;

/** What Temporal indexes of a strategy's cycles, and the line that its Web UI shows. */
export function cycleStartOptions(
  strategy: Pick<StrategyRow, 'id' | 'name' | 'kind' | 'universe'>,
  mode: BrokerAccountRow['mode'],
): { readonly typedSearchAttributes: SearchAttributePair[]; readonly staticSummary: string } {
  const count = strategy.universe.length;
  return {
    typedSearchAttributes: [
      { key: SEARCH_ATTRIBUTES.strategy, value: strategy.id },
      { key: SEARCH_ATTRIBUTES.symbols, value: strategy.universe.slice(0, INDEXED_SYMBOLS_MAX) },
      { key: SEARCH_ATTRIBUTES.mode, value: mode },
    ],
    staticSummary: `${markdownLine(strategy.name, 100)}: ${strategy.kind} on ${count} ${count === 1 ? 'symbol' : 'symbols'} (${mode})`,
  };
}
