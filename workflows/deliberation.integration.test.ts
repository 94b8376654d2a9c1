import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliberation } from '../api/contract/deliberation.ts';
import { type ApiUnderTest, aKeyOf, apiUnderTest } from '../api/testing/api-under-test.ts';
import { accountById } from '../db/queries/accounts/broker-accounts.ts';
import { cycleById } from '../db/queries/cycles/cycles.ts';
import { callsOfUser } from '../db/queries/models/llm-calls.ts';
import type { Deliberated } from '../domain/deciding/deliberation-record.ts';
import { decimal } from '../domain/money.ts';
import type { AnalystParameters } from '../domain/strategies/analyst.ts';
import { DEFAULT_PARAMETERS } from '../domain/strategies/registry.ts';
import { enterOpenSession } from '../launcher/stack/sandbox-session.ts';
import { payloadTexts } from '../tests/replay/payloads.ts';
import { eventually } from '../tests/support/eventually.ts';
import { aCycle, anAccount, aStrategy } from '../tests/support/rows.ts';
import { openTradingFloor, type TradingFloor } from '../tests/support/trading-floor.ts';
import type { autonomousCycle } from './autonomous-cycle.ts';
import { deliberationWorkflowId } from './deliberation-id.ts';
import { type CycleReport, cycleWorkflowId, TASK_QUEUES } from './messages.ts';

const DYING = resolve(import.meta.dirname, '../tests/support/worker-that-dies.ts');
const EVENTS_MAX = 200;
const HISTORY_BYTES_MAX = 128 * 1024;
const TOOL_CALLS = 40;
const HEADLINE = 'Pomegranates are the new oil';

let floor: TradingFloor;
let api: ApiUnderTest;
beforeAll(async () => {
  floor = await openTradingFloor();
  api = apiUnderTest({ db: floor.database.db });
  await enterOpenSession(floor.sandbox.url, floor.account.keyRef);
  await floor.startWorker();
  await eventually(
    'the books are adopted',
    async () => (await accountById(floor.database.db, floor.account.id))?.adoptedAt ?? undefined,
    120_000,
  );
}, 400_000);
beforeEach(() => floor.sandbox.control.resetRequests());
afterEach(async () => {
  await floor.sandbox.control.clearFaults();
  await floor.sandbox.control.clearTexts();
});
afterAll(async () => {
  await api?.close();
  await floor?.close();
});

/** Starts a cycle of an analyst of its own. */
async function start(parameters: Partial<AnalystParameters> = {}) {
  const strategy = await aStrategy(floor.database.db, floor.account, {
    kind: 'analyst',
    parameters: { ...DEFAULT_PARAMETERS.analyst, ...parameters },
    universe: ['AAPL', 'MSFT'],
  });
  const asOf = new Date().toISOString();
  return await floor.client.workflow.start<typeof autonomousCycle>('autonomousCycle', {
    workflowId: cycleWorkflowId(strategy.id, asOf),
    taskQueue: TASK_QUEUES.cycle,
    args: [{ strategyId: strategy.id, asOf }],
  });
}

async function decided(
  parameters: Partial<AnalystParameters> = {},
): Promise<{ readonly report: CycleReport; readonly vote: Deliberated; readonly cycleId: string }> {
  const handle = await start(parameters);
  const report = await handle.result();
  return { report, vote: await voteOf(handle.workflowId), cycleId: handle.workflowId };
}

async function voteOf(cycleId: string): Promise<Deliberated> {
  const row = await cycleById(floor.database.db, cycleId);
  const [vote] = row?.decision?.deliberation?.votes ?? [];
  if (vote === undefined) throw new Error(`nobody deliberated for ${cycleId}`);
  return vote;
}

const callsOf = async (cycleId: string) =>
  (await callsOfUser(floor.database.db, floor.account.userId, { limit: 200, cycleId })).items;
const requestsTo = async (provider: string): Promise<number> =>
  (await floor.sandbox.control.requests()).requests
    .filter(({ system }) => system === provider)
    .reduce((sum, { count }) => sum + count, 0);

/** What `GET /v1/cycles/{id}/deliberation` answers to somebody. */
async function deliberationOf(cycleId: string, userId = floor.account.userId) {
  const key = await aKeyOf(floor.database.db, userId);
  const answer = await api.call('GET', `/v1/cycles/${cycleId}/deliberation`, { key });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

describe('a cycle that a model decides', () => {
  test('with three votes and a critic trades what most of them say and the critic lets pass, and shows each turn to its user alone', async () => {
    const { report, cycleId } = await decided({ votes: 3, critic: true, usdMax: '1' });
    expect(report).toMatchObject({ status: 'completed', outcome: 'traded' });
    const decision = (await cycleById(floor.database.db, cycleId))?.decision;
    const proposals = decision?.proposals ?? [];
    expect(proposals.length).toBeGreaterThan(0);
    for (const { byModel } of proposals) {
      expect(byModel).toMatchObject({ spread: { votes: 3 }, criticism: { verdict: 'keep' } });
      expect(Math.max(byModel?.spread?.buy ?? 0, byModel?.spread?.sell ?? 0)).toBeGreaterThanOrEqual(2);
    }

    const { status, body } = await deliberationOf(cycleId);
    expect(status).toBe(200);
    const shown = deliberation.parse(body);
    expect(shown).toMatchObject({ cycleId, simulated: true, critic: { outcome: 'answered' } });
    expect(shown.votes.map(({ vote, outcome }) => [vote, outcome])).toEqual(
      [1, 2, 3].map((vote) => [vote, 'answered']),
    );
    for (const { prompt, turns, toolCalls, output } of shown.votes) {
      expect(prompt?.text).toContain('AAPL');
      expect(turns.flatMap(({ calls }) => calls)).toHaveLength(toolCalls);
      expect(toolCalls).toBeGreaterThan(0);
      expect(turns.flatMap(({ calls }) => calls).every(({ text }) => (text ?? '').length > 0)).toBe(true);
      expect(output).toHaveProperty('proposals');
    }
    expect(shown.critic?.output).toHaveProperty('criticisms');
    const parts = [...shown.votes.map(({ costUsd }) => costUsd), shown.critic?.costUsd ?? ''];
    const sum = parts.reduce((all, one) => all.plus(one), decimal('0'));
    expect(decimal(shown.costUsd).equals(sum)).toBe(true);
    const calls = await callsOf(cycleId);
    expect(calls.reduce((all, { costUsd }) => all.plus(costUsd ?? '0'), decimal('0')).equals(sum)).toBe(true);

    const stranger = await anAccount(floor.database.db);
    const byRule = await aCycle(
      floor.database.db,
      await aStrategy(floor.database.db, floor.account, { kind: 'momentum' }),
    );
    const refused = { status: 404, body: { code: 'DELIBERATION_NOT_FOUND' } };
    expect(await deliberationOf(cycleId, stranger.userId)).toMatchObject(refused);
    expect(await deliberationOf(byRule.id)).toMatchObject(refused);
  }, 300_000);

  test('buys nothing where the critic does not answer', async () => {
    // The votes are asked of the first provider; by then the second has nobody behind it for the critic either.
    await floor.killWorker();
    await floor.startWorker(undefined, { LLM_CRITICISE_TARGETS: 'anthropic:sandbox-analyst' });
    await floor.sandbox.control.fault({ system: 'anthropic', effect: 'out-of-quota' });
    const { report, cycleId } = await decided({ critic: true, maxWeight: '0.2' });
    expect(report.status).toBe('completed');
    const decision = (await cycleById(floor.database.db, cycleId))?.decision;
    expect(decision?.deliberation?.critic).toMatchObject({ outcome: 'no-target-left' });
    expect((decision?.proposals ?? []).filter(({ side }) => side === 'buy')).toEqual([]);
    expect(decision?.abstentions.map(({ code }) => code)).toContain('CRITIC_UNAVAILABLE');
    expect(await deliberationOf(cycleId)).toMatchObject({
      status: 200,
      body: { critic: { outcome: 'no-target-left', answer: null } },
    });
  }, 300_000);

  test('takes the other provider’s decision while one is down, and shows it', async () => {
    await floor.sandbox.control.fault({ system: 'openai', effect: 'status', status: 503 });
    // At the weight of the first test the account may be at its targets already.
    const { report, vote } = await decided({ maxWeight: '0.2' });
    expect(report).toMatchObject({ status: 'completed', outcome: 'traded' });
    expect(vote).toMatchObject({ outcome: 'answered', target: 'anthropic:sandbox-analyst', simulated: true });
    expect(vote.tried.map(({ target }) => target)).toEqual(['openai:sandbox-analyst']);
  }, 300_000);

  test('trades nothing and tells everybody when no provider answers', async () => {
    for (const system of ['openai', 'anthropic'])
      await floor.sandbox.control.fault({ system, effect: 'status', status: 503 });
    const { report, cycleId } = await decided();
    expect(report).toMatchObject({ status: 'completed', outcome: 'no-decision', orders: [] });
    const { db } = floor.database;
    const subject = `alphaflow.${floor.account.userId}.decision.unavailable`;
    const events = await db.selectFrom('outbox').selectAll().where('subject', '=', subject).execute();
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { cycleId, code: 'MODELS_UNAVAILABLE', simulated: true },
    ]);
    const told = JSON.stringify(events[0]?.payload);
    for (const target of ['openai:sandbox-analyst', 'anthropic:sandbox-analyst'])
      expect(told).toContain(target);
    const audit = await db
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'decision.unavailable')
      .where('target', '=', cycleId)
      .execute();
    expect(audit).toHaveLength(1);
  }, 300_000);

  test('asks again once for an answer that is not in the form, and then refuses it', async () => {
    await eventually(
      'the first provider, whose breaker the outage had opened, is asked again',
      async () => ((await decided()).vote.target === 'openai:sandbox-analyst' ? true : undefined),
      120_000,
    );
    await floor.sandbox.control.resetRequests();
    await floor.sandbox.control.fault({ system: 'openai', effect: 'malformed-output' });
    const { report, vote } = await decided();
    expect(report).toMatchObject({ outcome: 'no-decision', orders: [] });
    expect(vote).toMatchObject({ outcome: 'malformed' });
    expect([await requestsTo('openai'), await requestsTo('anthropic')]).toEqual([2, 0]);
  }, 300_000);

  test('calls forty tools, one at a time, in histories under the limits that hold no word of it', async () => {
    await floor.sandbox.control.publish({ symbols: ['AAPL'], headline: HEADLINE, summary: HEADLINE });
    await floor.sandbox.control.say([
      ...Array.from({ length: TOOL_CALLS }, (_, index) => ({
        calls: [{ name: 'indicators', input: { symbol: index % 2 === 0 ? 'AAPL' : 'MSFT' } }],
      })),
      { text: JSON.stringify({ proposals: [] }) },
    ]);
    const { report, vote, cycleId } = await decided({ stepsMax: 60, toolCallsMax: 60, usdMax: '5' });
    expect(report).toMatchObject({ outcome: 'no-trade' });
    expect(vote).toMatchObject({ outcome: 'answered', steps: TOOL_CALLS + 1, toolCalls: TOOL_CALLS });
    const workflowId = deliberationWorkflowId(cycleId, 1, 1);
    const runs = [];
    for await (const { runId } of floor.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
      runs.push({ workflowId, runId });
    expect(runs.length).toBeGreaterThan(1);
    for (const run of [...runs, { workflowId: cycleId, runId: undefined }]) {
      const history = await floor.client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
      const { historySize } = await floor.client.workflow.getHandle(run.workflowId, run.runId).describe();
      const texts = payloadTexts(JSON.parse(JSON.stringify(history))).join('\n');
      expect(history.events?.length).toBeLessThan(EVENTS_MAX);
      expect(historySize).toBeLessThan(HISTORY_BYTES_MAX);
      for (const word of [HEADLINE, 'You are the analyst', '<<<DATA', 'heldWeight', 'counterThesis'])
        expect(texts).not.toContain(word);
    }
  }, 400_000);

  test('goes on at the same step when its worker is killed after each answer, and pays for none twice', async () => {
    await floor.killWorker();
    await floor.startWorker(DYING);
    const handle = await start();
    await eventually(
      'the first answer is in the ledger',
      async () => ((await callsOf(handle.workflowId)).some(({ stands }) => stands) ? true : undefined),
      120_000,
    );
    await floor.killWorker();
    await floor.startWorker();
    expect(await handle.result()).toMatchObject({ status: 'completed' });
    const calls = await callsOf(handle.workflowId);
    expect(await voteOf(handle.workflowId)).toMatchObject({ outcome: 'answered', steps: calls.length });
    expect(calls.map(({ status, stands }) => [status, stands])).toEqual(calls.map(() => ['answered', true]));
    expect(await requestsTo('openai')).toBe(calls.length);
  }, 400_000);

  test('trades nothing where there is no key for a model, asks nobody, and says so', async () => {
    await floor.killWorker();
    await floor.startWorker(undefined, {
      OPENAI_API_KEY: 'stored',
      STORED_KEYS_KEY: `first:${Buffer.alloc(32, 7).toString('base64')}`,
    });
    const { report, vote, cycleId } = await decided();
    expect(report).toMatchObject({ status: 'completed', outcome: 'no-decision', orders: [] });
    expect(vote).toMatchObject({ outcome: 'no-target-left', simulated: false, costUsd: '0' });
    expect(new Set(vote.tried.map(({ failure }) => failure))).toEqual(new Set(['unauthorized']));
    expect(await deliberationOf(cycleId)).toMatchObject({
      status: 200,
      body: { simulated: false, unavailable: { code: 'MODELS_UNAVAILABLE' }, costUsd: '0' },
    });
    expect(await requestsTo('openai')).toBe(0);
  }, 300_000);
});
