import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attemptsOf } from '../../db/queries/models/llm-calls.ts';
import { spendingOfDay } from '../../db/queries/models/llm-spending.ts';
import { decimal } from '../../domain/money.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { openQuestionDesk, QUESTION, type QuestionDesk } from '../../tests/support/question-desk.ts';
import { askRound } from './model-gateway.ts';

let desk: QuestionDesk;
beforeAll(async () => {
  desk = await openQuestionDesk();
});
afterEach(() => desk.sandbox.control.clearFaults());
afterAll(() => desk.close());

describe('a question', () => {
  it('is paid for once, however often it is asked', async () => {
    await desk.sandbox.control.resetRequests();
    const question = await desk.aQuestion();
    const first = await desk.ask(question);
    expect(first).toMatchObject({ standing: { status: 'answered', outcome: 'answered', simulated: true } });
    expect(await desk.ask(question)).toEqual(first);
    expect(await desk.requestsTo('openai')).toBe(1);
    expect(await desk.attempts(question)).toEqual([['openai', 'answered', 'answered']]);
  });

  it('goes to Anthropic while OpenAI is down, and to OpenAI again afterwards', async () => {
    await desk.sandbox.control.fault({ system: 'openai', effect: 'status', status: 503 });
    const during = await desk.aQuestion();
    expect(await desk.ask(during)).toMatchObject({
      standing: { provider: 'anthropic', outcome: 'answered' },
      tried: [{ target: 'openai:sandbox-analyst', failure: 'server-error' }],
    });
    expect(await desk.attempts(during)).toEqual([
      ['openai', 'failed', 'server-error'],
      ['anthropic', 'answered', 'answered'],
    ]);
    await desk.sandbox.control.clearFaults();
    expect(await desk.ask(await desk.aQuestion())).toMatchObject({
      standing: { provider: 'openai' },
      tried: [],
    });
  });

  it('has no answer while both are down, and is worth another round', async () => {
    for (const system of ['openai', 'anthropic']) {
      await desk.sandbox.control.fault({ system, effect: 'status', status: 500 });
    }
    const question = await desk.aQuestion();
    expect(await desk.ask(question)).toMatchObject({ why: 'no-target-left', later: true });
    await desk.sandbox.control.clearFaults();
    expect(await desk.ask(question)).toMatchObject({ standing: { provider: 'openai', attempt: 3 } });
  });

  it('is not asked again where nothing is left to spend', async () => {
    for (const system of ['openai', 'anthropic']) {
      await desk.sandbox.control.fault({ system, effect: 'out-of-quota' });
    }
    expect(await desk.ask(await desk.aQuestion())).toMatchObject({
      why: 'no-target-left',
      later: false,
      tried: [{ failure: 'out-of-quota' }, { failure: 'out-of-quota' }],
    });
  });

  it('is cut at the time-out, counted at its worst case, and asked elsewhere', async () => {
    await desk.sandbox.control.fault({ system: 'openai', effect: 'delay', ms: 10_000 });
    const question = await desk.aQuestion();
    const asked = await desk.ask(question, desk.depsWith({ timeoutMs: 300 }));
    expect(asked).toMatchObject({ standing: { provider: 'anthropic' }, tried: [{ failure: 'timeout' }] });
    const [late] = await attemptsOf(desk.database.db, question.callKey);
    expect(late).toMatchObject({ status: 'unknown', costUsd: late?.reservedUsd });
  });

  it('whose answer has the wrong form is asked again once, and taken then', async () => {
    await desk.sandbox.control.fault({ system: 'openai', effect: 'malformed-output', times: 1 });
    const question = await desk.aQuestion();
    expect(await desk.ask(question)).toMatchObject({ standing: { outcome: 'answered', attempt: 2 } });
  });

  it.each(['malformed-output', 'malformed'])(
    'whose answer is %s twice is refused, and not asked elsewhere',
    async (effect) => {
      await desk.sandbox.control.resetRequests();
      await desk.sandbox.control.fault({ system: 'openai', effect });
      const question = await desk.aQuestion();
      const asked = await desk.ask(question);
      expect('standing' in asked ? asked.standing.outcome : asked.why).toBe('malformed');
      expect([await desk.requestsTo('openai'), await desk.requestsTo('anthropic')]).toEqual([2, 0]);
      await desk.ask(question);
      expect(await desk.requestsTo('openai')).toBe(2);
    },
  );

  it.each([
    ['refusal', 'refused-by-model'],
    ['cut-off', 'cut-off'],
  ])('that meets a %s has that as its outcome, and is asked nowhere else', async (effect, outcome) => {
    await desk.sandbox.control.fault({ system: 'openai', effect });
    const question = await desk.aQuestion();
    expect(await desk.ask(question)).toMatchObject({ standing: { outcome, stands: true } });
    expect(await desk.attempts(question)).toEqual([['openai', 'answered', outcome]]);
  });

  it('without a price for its model is not sent', async () => {
    const unpriced = { provider: 'openai', model: 'gpt-99' } as const;
    const deps = desk.depsWith({ targets: { decide: [unpriced], criticise: [] } });
    await desk.sandbox.control.resetRequests();
    expect(await desk.ask(await desk.aQuestion(), deps)).toMatchObject({
      later: false,
      tried: [{ failure: 'unpriced' }],
    });
    expect(await desk.requestsTo('openai')).toBe(0);
  });

  it('that a crash left half asked counts in full what was sent, and is asked again', async () => {
    const dying = desk.depsWith();
    const question = await desk.aQuestion();
    const openai = { ask: () => Promise.reject(new Error('the process ends here')) };
    await expect(desk.ask(question, { ...dying, models: { openai } })).rejects.toThrow(
      'the process ends here',
    );
    expect(await desk.attempts(question)).toEqual([['openai', 'sent', null]]);
    expect(await desk.ask(question)).toMatchObject({ standing: { attempt: 2 } });
    const [crashed] = await attemptsOf(desk.database.db, question.callKey);
    expect(crashed).toMatchObject({ status: 'unknown', outcome: 'crashed', costUsd: crashed?.reservedUsd });
  });

  it('whose answer comes after it was given up for lost costs what it cost, and stands beside the other', async () => {
    const question = await desk.aQuestion();
    const late = Promise.withResolvers<void>();
    const slow = desk.depsWith();
    const openai: LanguageModel = {
      async ask(...asked) {
        await late.promise;
        return await (slow.models.openai ?? openai).ask(...asked);
      },
    };
    const zombie = desk.ask(question, { ...slow, models: { openai } });
    await eventually('the request is on its way', async () =>
      (await desk.attempts(question)).length === 1 ? true : undefined,
    );
    const retried = await desk.ask(question);
    late.resolve();
    expect(await zombie).toEqual(retried);
    const rows = await attemptsOf(desk.database.db, question.callKey);
    expect(rows.map(({ status, stands }) => [status, stands])).toEqual([
      ['answered', false],
      ['answered', true],
    ]);
    const spent = rows.reduce((sum, { costUsd }) => sum.plus(costUsd ?? '0'), decimal('0'));
    const scopes = await spendingOfDay(
      desk.database.db,
      question.userId,
      new Date().toISOString().slice(0, 10),
    );
    for (const { spentUsd, simulatedUsd, reservedUsd } of scopes) {
      expect(decimal(spentUsd).equals(spent) && decimal(simulatedUsd).equals(spent)).toBe(true);
      expect(decimal(reservedUsd).isZero()).toBe(true);
    }
  });

  it('is paid once even when the answer cannot be kept as it came', async () => {
    const reply = await desk.depsWith().models.openai?.ask('m', QUESTION, { timeoutMs: 10_000 });
    if (reply === undefined) throw new Error('no reply');
    const hostile = { ...reply, model: 'x\u0000', end: 'refused', text: 'no\u0000\ud800' } as const;
    const openai: LanguageModel = { ask: () => Promise.resolve(hostile) };
    const question = await desk.aQuestion();
    const asked = await desk.ask(question, { ...desk.depsWith(), models: { openai } });
    expect(asked).toMatchObject({ standing: { outcome: 'refused-by-model', reason: 'no \ufffd' } });
  });

  it('whose form nobody can judge by is not sent', async () => {
    await desk.sandbox.control.resetRequests();
    const question = await desk.aQuestion();
    const broken = { ...QUESTION, output: { name: 'x', schema: { type: 'nothing' } } };
    const asked = await askRound(desk.depsWith(), question, broken, new AbortController().signal);
    expect(asked).toMatchObject({ why: 'no-target-left', later: false, tried: [{ failure: 'refused' }] });
    expect(await desk.requestsTo('openai')).toBe(0);
  });
});
