import { z } from '@hono/zod-openapi';
import { VOTES_MAX } from '../../domain/strategies/analyst.ts';
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
      .openapi({
        description: 'Daily bars over which the return is taken.',
        // The generator knows the first value of a literal alone.
        enum: [...MOMENTUM_LOOKBACKS],
      }),
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

const dollars = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,6})?$/, 'must be dollars in text, such as "0.5"')
  .openapi({ example: '0.5' });

const analyst = DEFAULT_PARAMETERS.analyst;
export const analystParameters = z
  .strictObject({
    maxWeight: share
      .default(analyst.maxWeight)
      .openapi({ description: 'The largest target weight of one symbol; what is above is refused.' }),
    investedMax: share
      .default(analyst.investedMax)
      .openapi({ description: 'What all its symbols may add up to after its buys.' }),
    rebalanceBand: share
      .default(analyst.rebalanceBand)
      .openapi({ description: 'Steps smaller than this share of equity are not traded.' }),
    minConfidence: z
      .number()
      .min(0)
      .max(1)
      .default(analyst.minConfidence)
      .openapi({ description: 'Buys of which the model is less sure are left alone.' }),
    stepsMax: z
      .int()
      .min(1)
      .max(100)
      .default(analyst.stepsMax)
      .openapi({ description: 'Questions to the model in one deliberation.' }),
    toolCallsMax: z.int().min(0).max(200).default(analyst.toolCallsMax),
    tokensMax: z.int().min(1_000).max(10_000_000).default(analyst.tokensMax),
    usdMax: dollars.default(analyst.usdMax).openapi({ description: 'Dollars of one deliberation.' }),
    secondsMax: z.int().min(10).max(1_800).default(analyst.secondsMax),
    votes: z.int().min(1).max(VOTES_MAX).default(analyst.votes).openapi({
      description: 'Independent deliberations; a trade needs more than half of them.',
    }),
    critic: z.boolean().default(analyst.critic).openapi({
      description: 'A second question must argue against each proposal, and may lower or strike it.',
    }),
    whenSpent: z.enum(['cheaper-model', 'no-decision']).default(analyst.whenSpent).openapi({
      description: 'What happens where the day’s dollars do not cover the next question.',
    }),
    strategyUsdPerDay: dollars.nullable().default(analyst.strategyUsdPerDay).openapi({
      description: 'Its own cap of dollars a UTC day; null: the installation’s cap for a strategy.',
    }),
  })
  .openapi('AnalystParameters');
