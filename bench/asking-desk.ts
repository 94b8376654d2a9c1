import { randomUUID } from 'node:crypto';
import type { AskingDeps } from '../activities/asking/asking-deps.ts';
import { askRound, type Round } from '../activities/asking/model-gateway.ts';
import { createEvidenceStore } from '../activities/evidence-store.ts';
import { readLanguageModelConfig } from '../config/env.ts';
import { openCycle } from '../db/queries/cycles/cycles.ts';
import { insertStrategy } from '../db/queries/cycles/strategies.ts';
import { type ModelTarget, SANDBOX_ANALYST, targetName } from '../domain/llm/model-target.ts';
import { DEFAULT_PARAMETERS } from '../domain/strategies/registry.ts';
import { createSourceAccess } from '../resilience/source-access.ts';
import { createLogger } from '../telemetry/log.ts';
import { languageModels } from '../workers/connections/language-models.ts';
import { NO_STORED_KEY_USE } from '../workers/keys/with-newest-key.ts';
import { FROZEN_DECISION } from './frozen-decision.ts';
import type { Stack } from './stack.ts';

const SYMBOLS = ['AAPL', 'MSFT', 'NVDA', 'SPY'];
/** Generous: a benchmark that ends in the middle measures nothing. */
const USD_PER_DAY = '1000';

/** Asks the frozen question as the worker does: guard, ledger, budget and evidence included. */
export interface AskingDesk {
  readonly simulated: boolean;
  ask(): Promise<Round>;
  /** The keys of what was asked, in order. */
  asked(): readonly string[];
}

/** `target` undefined: the sandbox's analyst through OpenAI's SDK, whatever keys the environment has. */
export async function openAskingDesk(
  stack: Stack,
  target: ModelTarget | undefined,
  name = 'decisions',
): Promise<AskingDesk> {
  const { db } = stack;
  const account = await stack.openAccount(name);
  const { userId, id: accountId } = account;
  const strategy = await insertStrategy(db, {
    userId,
    accountId,
    name,
    kind: 'momentum',
    parameters: { ...DEFAULT_PARAMETERS.momentum },
    universe: SYMBOLS,
    intervalSeconds: 300,
  });
  const asOf = '2026-11-20T15:00:00.000Z';
  const cycleId = `cycle:${strategy.id}:${asOf}`;
  await openCycle(db, { id: cycleId, strategyId: strategy.id, userId, accountId, asOf, trigger: 'api' });
  const origin = { source: 'bench', request: 'frozen', fetchedAt: asOf, availableAt: asOf };
  const [request = ''] = await createEvidenceStore(db).put(cycleId, [
    { kind: 'modelRequest', value: FROZEN_DECISION, ...origin },
  ]);
  const deps = askingDeps(stack, target);
  const { signal } = new AbortController();
  const asked: string[] = [];
  const place = { userId, strategyId: strategy.id, cycleId, request };
  return {
    simulated: deps.terms.simulated,
    asked: () => asked,
    async ask() {
      const callKey = `bench:${randomUUID()}`;
      asked.push(callKey);
      const terms = { use: 'decide', mayReuse: false, whenSpent: 'no-decision' } as const;
      return await askRound(deps, { callKey, ...place, ...terms }, FROZEN_DECISION, signal);
    },
  };
}

function askingDeps(stack: Stack, target: ModelTarget | undefined): AskingDeps {
  const given = {
    SANDBOX_URL: stack.sandboxUrl,
    LLM_USD_PER_DAY: USD_PER_DAY,
    LLM_STRATEGY_USD_PER_DAY: USD_PER_DAY,
    LLM_DECIDE_TARGETS: target === undefined ? `openai:${SANDBOX_ANALYST}` : targetName(target),
  };
  const config = target === undefined ? readLanguageModelConfig(given, {}) : readLanguageModelConfig(given);
  const access = createSourceAccess(createLogger({ name: 'bench', level: 'error' }, process.stderr));
  return { db: stack.db, now: () => new Date(), ...languageModels(config, access, NO_STORED_KEY_USE) };
}
