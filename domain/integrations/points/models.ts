import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'AI',
  writes: 'own rows',
  level: { withinMs: 15_000, availability: 0.95 },
  shownBy: 'activities/asking/model-gateway.integration.test.ts',
} as const;

export const modelPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'ai.gateway',
    name: 'gateway configuration',
    needs: [],
    probe: 'Each use has a target with a price and a provider that there is a key for.',
    writes: 'nothing',
    level: { withinMs: 50, availability: 0.999 },
    onFailure: 'Nobody is asked; the answer names the variable to set.',
    shownBy: 'config/env.test.ts',
  },
  {
    ...about,
    id: 'ai.generate-decision',
    name: 'generateDecision',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading'],
    probe:
      'A cycle of the probe’s analyst strategy in the sandbox, decided by the sandbox’s analyst, has a decision. Real providers are not asked.',
    writes: 'an order in the sandbox',
    level: { withinMs: 60_000, availability: 0.95 },
    onFailure: 'No decision, no trade.',
    shownBy: 'tests/replay/replay.test.ts',
    isDear: true,
  },
  {
    ...about,
    id: 'ai.fallback',
    name: 'provider fallback',
    needs: ['openai', 'anthropic'],
    probe:
      'The sandbox’s analyst answers behind both providers’ SDKs, so that either can stand in for the other. Real providers are not asked: each request costs money.',
    writes: 'nothing',
    onFailure: 'The next target in order is asked; with none left there is no decision.',
  },
  {
    ...about,
    id: 'ai.budget',
    name: 'research-budget tracking',
    needs: ['postgres'],
    probe: 'Holds back, settles, and refuses what the day does not have.',
    writes: 'rolled back',
    level: { withinMs: 500, availability: 0.999 },
    onFailure: 'Nothing is searched or asked that is not counted.',
    shownBy: 'resilience/budgeted-research.integration.test.ts',
  },
  {
    ...about,
    id: 'ai.cache-statistics',
    name: 'cache statistics',
    needs: ['postgres'],
    probe: 'In the sandbox the same question twice: the second is served without paying, and counted.',
    writes: 'rolled back',
    onFailure: 'Each question is paid for anew.',
  },
  {
    ...about,
    id: 'ai.tool-router',
    name: 'tool router',
    needs: ['postgres', 'temporal', 'worker', 'alpaca-trading'],
    probe: 'The same cycle holds the results of the tools that were called for its decision.',
    level: { withinMs: 60_000, availability: 0.95 },
    onFailure: 'The tool’s answer says that it failed; the conversation goes on.',
    shownBy: 'activities/tools/route-tool-call.integration.test.ts',
    isDear: true,
  },
];
