import { z } from '@hono/zod-openapi';
import { MOMENTUM_LOOKBACKS } from '../../domain/strategies/momentum.ts';
import { DEFAULT_PARAMETERS } from '../../domain/strategies/registry.ts';

const share = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,9})?$/, 'must be a share of equity in text, such as "0.1"')
  .openapi({ example: '0.1' });
const holdings = z.int().min(1).max(1000);

const momentum = DEFAULT_PARAMETERS.momentum;
export const momentumParameters = z
  .strictObject({
    lookback: z
      .literal(MOMENTUM_LOOKBACKS)
      .default(momentum.lookback)
      .openapi({ description: 'Daily bars over which the return is taken.' }),
    topN: holdings.default(momentum.topN).openapi({ description: 'Holdings at most.' }),
    targetWeight: share.default(momentum.targetWeight).openapi({ description: 'Share of equity a holding.' }),
    rebalanceBand: share
      .default(momentum.rebalanceBand)
      .openapi({ description: 'Steps smaller than this share of equity are not traded.' }),
    minReturn: z
      .number()
      .min(-1)
      .max(100)
      .default(momentum.minReturn)
      .openapi({ description: 'Return below which a symbol is not held: 0.05 is five percent.' }),
  })
  .openapi('MomentumParameters');

const meanReversion = DEFAULT_PARAMETERS['mean-reversion'];
export const meanReversionParameters = z
  .strictObject({
    entryZ: z
      .number()
      .positive()
      .max(100)
      .default(meanReversion.entryZ)
      .openapi({ description: 'Buys this many standard deviations below the mean of 20 closes.' }),
    exitZ: z
      .number()
      .min(0)
      .max(100)
      .default(meanReversion.exitZ)
      .openapi({ description: 'Sells once the close is back within this many. Less than entryZ.' }),
    targetWeight: share
      .default(meanReversion.targetWeight)
      .openapi({ description: 'Share of equity a holding.' }),
    maxHoldings: holdings.default(meanReversion.maxHoldings),
    rebalanceBand: share
      .default(meanReversion.rebalanceBand)
      .openapi({ description: 'Steps smaller than this share of equity are not traded.' }),
  })
  .openapi('MeanReversionParameters');
