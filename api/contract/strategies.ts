import { z } from '@hono/zod-openapi';
import { STRATEGY_KINDS } from '../../domain/strategies/registry.ts';
import { mayBeLeftOut } from './left-out.ts';
import { pageOf } from './page.ts';
import { decimalText, nonNegativeDecimal, shortText, symbol, timestamp, uuid } from './scalars.ts';
import { analystParameters, meanReversionParameters, momentumParameters } from './strategy-parameters.ts';

const INTERVAL_SECONDS_MAX = 30 * 86_400;

export const intervalSeconds = z
  .int()
  .min(10)
  .max(INTERVAL_SECONDS_MAX)
  .openapi({ example: 300, description: 'Seconds between two cycles.' });

/** An empty one is refused by name (EMPTY_UNIVERSE), so it passes here. */
const universe = z
  .array(symbol)
  .max(500)
  .refine((symbols) => new Set(symbols).size === symbols.length, 'must not name a symbol twice')
  .openapi({ minItems: 1, uniqueItems: true, example: ['AAPL', 'MSFT', 'SPY'] });

const name = shortText(100).openapi({ example: 'Morning momentum' });

const approvalAboveUsd = nonNegativeDecimal.nullable().openapi({
  example: '5000',
  description:
    'Dollars: its orders above wait for a person, exits too. "0": every order; null or left out: none.',
});
const approvalWindowSeconds = z
  .int()
  .min(5)
  .max(14_400)
  .openapi({ example: 300, description: 'How long an order waits for a person; then it is refused.' });

const anyKind = {
  name,
  universe,
  intervalSeconds,
  accountId: mayBeLeftOut(uuid),
  approvalAboveUsd: mayBeLeftOut(approvalAboveUsd),
  approvalWindowSeconds: mayBeLeftOut(approvalWindowSeconds),
};

const momentumStrategy = z
  .strictObject({
    ...anyKind,
    kind: z.literal('momentum'),
    parameters: momentumParameters.prefault({}),
  })
  .openapi('MomentumStrategy', {
    example: {
      name: 'Morning momentum',
      kind: 'momentum',
      parameters: { lookback: 20, topN: 2, targetWeight: '0.1' },
      universe: ['AAPL', 'MSFT', 'SPY'],
      intervalSeconds: 300,
    },
  });

const meanReversionStrategy = z
  .strictObject({
    ...anyKind,
    kind: z.literal('mean-reversion'),
    parameters: meanReversionParameters.prefault({}),
  })
  .openapi('MeanReversionStrategy');

const analystStrategy = z
  .strictObject({
    ...anyKind,
    kind: z.literal('analyst'),
    parameters: analystParameters.prefault({}),
  })
  .openapi('AnalystStrategy', {
    description: 'Asks a language model, which proposes; code sizes, checks and refuses.',
    example: {
      name: 'Analyst',
      kind: 'analyst',
      parameters: { maxWeight: '0.1', votes: 1, critic: false, usdMax: '0.5' },
      universe: ['AAPL', 'MSFT', 'SPY'],
      intervalSeconds: 1800,
    },
  });

export const createStrategyBody = z
  .discriminatedUnion('kind', [momentumStrategy, meanReversionStrategy, analystStrategy])
  .openapi('CreateStrategy', {
    example: {
      name: 'Morning momentum',
      kind: 'momentum',
      parameters: { lookback: 20, topN: 2, targetWeight: '0.1' },
      universe: ['AAPL', 'MSFT', 'SPY'],
      intervalSeconds: 300,
    },
  });

export const changeStrategyBody = z
  .strictObject({
    name: mayBeLeftOut(name),
    parameters: mayBeLeftOut(z.record(z.string(), z.unknown())).openapi({
      description: 'Fields of the strategy’s own kind; those left out stay.',
    }),
    universe: mayBeLeftOut(universe),
    intervalSeconds: mayBeLeftOut(intervalSeconds),
    approvalAboveUsd: mayBeLeftOut(approvalAboveUsd),
    approvalWindowSeconds: mayBeLeftOut(approvalWindowSeconds),
  })
  .openapi('ChangeStrategy', { example: { universe: ['AAPL', 'SPY'] } });

export const strategy = z
  .strictObject({
    id: uuid,
    accountId: uuid,
    name,
    kind: z.enum(STRATEGY_KINDS),
    parameters: z
      .record(z.string(), z.unknown())
      .openapi({ example: { lookback: 20, topN: 2, targetWeight: '0.1', minReturn: 0 } }),
    universe: z.array(z.string()).openapi({ example: ['AAPL', 'MSFT', 'SPY'] }),
    intervalSeconds: z.int().openapi({ example: 300 }),
    approvalAboveUsd: decimalText.nullable(),
    approvalWindowSeconds: z.int().openapi({ example: 300 }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('Strategy');
export type StrategyBody = z.infer<typeof strategy>;

export const strategyPage = pageOf(strategy, 'StrategyPage');
export const strategyParam = z.strictObject({ id: uuid });
