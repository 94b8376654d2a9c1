import type { KeptEvent } from './kept-event.ts';

/** What one reader asks for. Two with the same `key` want the same events. */
export interface EventFilter {
  readonly key: string;
  wants(event: Pick<KeptEvent, 'userId' | 'type' | 'symbol'>): boolean;
}

/**
 * @param topics nouns (`order`) or whole types (`order.filled`); empty for all
 * @param symbols whose bars are wanted; no others are sent
 */
export function eventFilter({
  userId,
  topics,
  symbols,
}: {
  readonly userId: string;
  readonly topics: ReadonlySet<string>;
  readonly symbols: ReadonlySet<string>;
}): EventFilter {
  return {
    key: [userId, [...topics].toSorted().join(), [...symbols].toSorted().join()].join(' '),
    wants(event) {
      if (event.userId !== userId) return false;
      if (event.type.startsWith('bar.') && !symbols.has(event.symbol ?? '')) return false;
      return topics.size === 0 || topics.has(event.type) || topics.has(event.type.split('.')[0] ?? '');
    },
  };
}
