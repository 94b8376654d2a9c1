import { createRoute } from '@hono/zod-openapi';
import { callsOfUser, reuseSince } from '../../../db/queries/models/llm-calls.ts';
import {
  ALL_STRATEGIES,
  type SpendingOfDay,
  spendingOfDay,
} from '../../../db/queries/models/llm-spending.ts';
import type { LlmCallRow } from '../../../db/schema.ts';
import { PRICES_AS_OF, PRICES_SOURCE } from '../../../domain/llm/model-prices.ts';
import { type DecimalString, decimal, toDecimalString } from '../../../domain/money.ts';
import { newApp } from '../../api-app.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { llmBudget, llmCallPage, llmCallsQuery } from '../../contract/language-models.ts';
import { readProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';

const budgetRoute = createRoute({
  method: 'get',
  path: '/llm/budget',
  operationId: 'getLlmBudget',
  summary: 'What language models may cost today, and have cost',
  tags: ['language models'],
  responses: { 200: jsonResponse(llmBudget, 'The UTC day’s budget.'), ...readProblems },
});
const callsRoute = createRoute({
  method: 'get',
  path: '/llm/calls',
  operationId: 'listLlmCalls',
  summary: 'Requests to language models, newest first',
  tags: ['language models'],
  request: { query: llmCallsQuery },
  responses: { 200: jsonResponse(llmCallPage, 'One page.'), ...readProblems },
});

const NOTHING = { reservedUsd: '0', spentUsd: '0', simulatedUsd: '0' };

export function languageModelRoutes({ db, now, languageModels }: ApiDeps) {
  const { access, usdPerDay, strategyUsdPerDay, decideTargets, criticiseTargets } = languageModels;
  return newApp()
    .openapi(budgetRoute, async (c) => {
      const userId = c.get('user').id;
      const day = now().toISOString().slice(0, 10);
      const [scopes, reuse] = await Promise.all([
        spendingOfDay(db, userId, day),
        reuseSince(db, userId, new Date(`${day}T00:00:00.000Z`)),
      ]);
      const all = amountsOf(scopes.find(({ scope }) => scope === ALL_STRATEGIES) ?? NOTHING);
      const left = decimal(usdPerDay).minus(all.spentUsd).minus(all.reservedUsd);
      const body = {
        day,
        usdPerDay,
        strategyUsdPerDay,
        ...all,
        leftUsd: left.isNegative() ? '0' : toDecimalString(left),
        strategies: scopes
          .filter(({ scope }) => scope !== ALL_STRATEGIES)
          .map((one) => ({ strategyId: one.scope, ...amountsOf(one) })),
        source: access.source,
        simulated: access.source === 'sandbox',
        ...(access.source === 'none' ? { missing: access.missing } : {}),
        targets: { decide: decideTargets, criticise: criticiseTargets },
        prices: { asOf: PRICES_AS_OF, source: PRICES_SOURCE },
        reuse,
      };
      return c.json(llmBudget.parse(body), 200);
    })
    .openapi(callsRoute, async (c) => {
      const page = await callsOfUser(db, c.get('user').id, c.req.valid('query'));
      return c.json(llmCallPage.parse({ ...page, items: page.items.map(callBody) }), 200);
    });
}

function amountsOf({ reservedUsd, spentUsd, simulatedUsd }: Omit<SpendingOfDay, 'scope'>) {
  return { reservedUsd: plain(reservedUsd), spentUsd: plain(spentUsd), simulatedUsd: plain(simulatedUsd) };
}

function callBody(row: LlmCallRow) {
  return {
    id: row.id,
    callKey: row.callKey,
    attempt: row.attempt,
    strategyId: row.strategyId,
    cycleId: row.cycleId,
    use: row.use,
    provider: row.provider,
    model: row.model,
    answeredModel: row.answeredModel,
    simulated: row.simulated,
    status: row.status,
    outcome: row.outcome,
    reason: row.reason,
    stands: row.stands,
    request: row.request,
    answer: row.answer,
    reservedUsd: plain(row.reservedUsd),
    costUsd: row.costUsd === null ? null : plain(row.costUsd),
    pricesAsOf: row.pricesAsOf,
    inputTokens: row.inputTokens,
    cachedInputTokens: row.cachedInputTokens,
    cacheWriteTokens: row.cacheWriteTokens,
    outputTokens: row.outputTokens,
    reasoningTokens: row.reasoningTokens,
    latencyMs: row.latencyMs,
    providerId: row.providerId,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt === null ? null : row.endedAt.toISOString(),
  };
}

/** Postgres keeps the decimal places of a sum: 0.0 is 0. */
function plain(amount: DecimalString): DecimalString {
  return toDecimalString(decimal(amount));
}
