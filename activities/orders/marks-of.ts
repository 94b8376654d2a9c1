import type { BrokerPosition } from '../../domain/portfolio.ts';

/** The broker's latest price of each position, dollars a share; a position without one is left out. */
export function marksOf(positions: readonly BrokerPosition[]) {
  return positions.flatMap(({ symbol, currentPrice }) =>
    currentPrice === undefined ? [] : [{ symbol, price: currentPrice }],
  );
}
