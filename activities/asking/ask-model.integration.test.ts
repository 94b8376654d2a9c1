import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attemptsOf } from '../../db/queries/models/llm-calls.ts';
import type { AskModelInput } from '../../domain/llm/asking.ts';
import type { ModelRequest } from '../../domain/llm/model-request.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { aCycle, aStrategy } from '../../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../../tests/support/trading-floor.ts';
import { MODEL_CALL } from '../../workflows/model-policies.ts';
import { createEvidenceStore } from '../evidence-store.ts';
import type { ResearchActivities } from '../reference/research-activities.ts';

const DYING = resolve(import.meta.dirname, '../../tests/support/worker-that-dies.ts');
const SECRET_WORD = 'pomegranate';
const request: ModelRequest = {
  system: `Decide. The word is ${SECRET_WORD}.`,
  messages: [{ role: 'user', text: 'The universe: AAPL.' }],
  tools: [],
  maxOutputTokens: 500,
};

let floor: TradingFloor;
beforeAll(async () => {
  floor = await openTradingFloor();
});
afterEach(() => floor.sandbox.control.clearFaults());
afterAll(() => floor.close());

async function aQuestion(): Promise<AskModelInput> {
  const { db } = floor.database;
  const strategy = await aStrategy(db, floor.account);
  const cycle = await aCycle(db, strategy);
  const at = '2026-11-20T15:00:00.000Z';
  const origin = { source: 'test', request: 'test', fetchedAt: at, availableAt: at };
  const [hash = ''] = await createEvidenceStore(db).put(cycle.id, [
    { kind: 'modelRequest', value: request, ...origin },
  ]);
  return {
    callKey: `decision:${randomUUID()}:1`,
    use: 'decide',
    userId: strategy.userId,
    strategyId: strategy.id,
    cycleId: cycle.id,
    request: hash,
    mayReuse: false,
    whenSpent: 'cheaper-model',
  };
}

/** Asks by the real activity on the real queue, with the policy that workflows use. */
async function start(question: AskModelInput) {
  return await floor.client.activity.typed<ResearchActivities>().start('askModel', {
    ...MODEL_CALL,
    id: question.callKey,
    args: [question],
  });
}

const callsOf = async ({ callKey }: AskModelInput) => await attemptsOf(floor.database.db, callKey);
const requestsToOpenAi = async (): Promise<number> =>
  (await floor.sandbox.control.requests()).requests
    .filter(({ system }) => system === 'openai')
    .reduce((sum, { count }) => sum + count, 0);

describe('a worker that is killed', () => {
  it('after the provider answered and before the activity ended has paid once', async () => {
    await floor.sandbox.control.resetRequests();
    await floor.startWorker(DYING);
    const question = await aQuestion();
    const handle = await start(question);
    await eventually(
      'the answer is in the ledger',
      async () => ((await callsOf(question))[0]?.status === 'answered' ? true : undefined),
      30_000,
    );
    await floor.killWorker();
    await floor.startWorker();
    const asked = await handle.result();
    expect(asked).toMatchObject({ status: 'answered', simulated: true, reused: false });
    expect(JSON.stringify(asked)).not.toContain(SECRET_WORD);
    expect((await callsOf(question)).map(({ status, stands }) => [status, stands])).toEqual([
      ['answered', true],
    ]);
    expect(await requestsToOpenAi()).toBe(1);
  }, 90_000);

  it('while the provider works leaves a request that counts in full, and asks once more', async () => {
    await floor.sandbox.control.fault({ system: 'openai', effect: 'delay', ms: 20_000, times: 1 });
    const question = await aQuestion();
    const handle = await start(question);
    await eventually(
      'the request is on its way',
      async () => ((await callsOf(question))[0]?.status === 'sent' ? true : undefined),
      30_000,
    );
    await floor.killWorker();
    await floor.startWorker();
    expect(await handle.result()).toMatchObject({ status: 'answered' });
    const [lost, answered] = await callsOf(question);
    expect(lost).toMatchObject({ status: 'unknown', outcome: 'crashed', costUsd: lost?.reservedUsd });
    expect(answered).toMatchObject({ status: 'answered', stands: true });
  }, 90_000);
});
