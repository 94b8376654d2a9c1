import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../domain/llm/token-usage.ts';
import type { ToolCallInput } from '../../domain/tools/tool.ts';
import { toolPace } from '../../domain/tools/tool-offers.ts';
import { aCycle, aStrategy } from '../../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../../tests/support/trading-floor.ts';
import { TOOL_CALL } from '../../workflows/model-policies.ts';
import { createEvidenceStore } from '../evidence-store.ts';
import type { ResearchActivities } from '../reference/research-activities.ts';

const AT = '2026-11-20T15:00:00.000Z';

let floor: TradingFloor;
beforeAll(async () => {
  floor = await openTradingFloor();
  await floor.startWorker();
});
afterEach(() => floor.sandbox.control.clearFaults());
afterAll(() => floor.close());

/** A call for rates that the cycle has not got, of a strategy of its own. */
async function aCall(currency: string): Promise<ToolCallInput> {
  const { db } = floor.database;
  const evidence = createEvidenceStore(db);
  const strategy = await aStrategy(db, floor.account);
  const { id: cycleId } = await aCycle(db, strategy, AT);
  const origin = { source: 'test', request: 'test', fetchedAt: AT, availableAt: AT };
  const [answer = ''] = await evidence.put(cycleId, [
    {
      kind: 'modelAnswer',
      value: {
        target: { provider: 'openai', model: 'sandbox-analyst' },
        model: 'sandbox-analyst',
        simulated: true,
        outcome: 'answered',
        text: '',
        toolCalls: [{ callId: 'call-1', name: 'fx', arguments: { currencies: [currency] } }],
        usage: NO_USAGE,
        costUsd: '0',
        latencyMs: 1,
        providerId: cycleId,
      },
      ...origin,
    },
  ]);
  const none = '0'.repeat(64);
  const { userId, id: strategyId, accountId } = strategy;
  const context = {
    userId,
    accountId,
    strategyId,
    cycleId,
    asOf: AT,
    brokerTime: AT,
    dataAsOf: AT,
    universe: [],
    fused: none,
    features: none,
    account: none,
  };
  return { context, answer, callId: 'call-1', name: 'fx' };
}

/** By the real activity on the real queue, with the policy that workflows use. */
async function called(input: ToolCallInput) {
  const { activity } = floor.client;
  const handle = await activity.typed<ResearchActivities>().start('callTool', {
    ...TOOL_CALL[toolPace(input.name)],
    id: `${input.context.cycleId}:${input.callId}`,
    args: [input],
  });
  return await handle.result();
}

describe('a call of a tool through Temporal', () => {
  it('outlives a source that fails once', async () => {
    await floor.sandbox.control.fault({ system: 'frankfurter', effect: 'reset', times: 1 });
    expect(await called(await aCall('MXN'))).toMatchObject({ callId: 'call-1', name: 'fx', failed: false });
  });

  it('has failed, and says which source was away, when the last attempt is over', async () => {
    await floor.sandbox.control.fault({ system: 'frankfurter', effect: 'status', status: 503 });
    const { failed, result, note } = await called(await aCall('CNY'));
    expect([failed, note]).toEqual([true, expect.stringContaining('frankfurter could not be read')]);
    const { text } = await createEvidenceStore(floor.database.db).read('toolResult', result);
    expect(text).toContain('frankfurter could not be read');
  });
});
