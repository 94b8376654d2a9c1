import type { QuotePin } from '../../world/world.ts';
import { type Decimal, exact } from '../decimal.ts';
import type { Side } from '../orders/order.ts';

/** What the pinned books still offer: every execution takes from the size of its side. */
export interface PinnedLiquidity {
  pinned(symbol: string, pin: QuotePin): void;
  unpinned(symbol: string): void;
  /** Shares on offer to an order of this side; undefined where nothing limits them. */
  available(symbol: string, side: Side): Decimal | undefined;
  take(symbol: string, side: Side, qty: Decimal): void;
}

export function createPinnedLiquidity(): PinnedLiquidity {
  const books = new Map<string, Map<Side, Decimal>>();
  return {
    pinned(symbol, pin) {
      const sides = new Map<Side, Decimal>();
      if (pin.askSize !== undefined) sides.set('buy', exact(pin.askSize));
      if (pin.bidSize !== undefined) sides.set('sell', exact(pin.bidSize));
      books.set(symbol, sides);
    },
    unpinned(symbol) {
      books.delete(symbol);
    },
    available: (symbol, side) => books.get(symbol)?.get(side),
    take(symbol, side, qty) {
      const sides = books.get(symbol);
      const left = sides?.get(side);
      if (sides && left) sides.set(side, left.minus(qty));
    },
  };
}
