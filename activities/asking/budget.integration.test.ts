import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { spendingOfDay } from '../../db/queries/models/llm-spending.ts';
import { decimal } from '../../domain/money.ts';
import { openQuestionDesk, type QuestionDesk } from '../../tests/support/question-desk.ts';

let desk: QuestionDesk;
beforeAll(async () => {
  desk = await openQuestionDesk();
});
afterEach(() => desk.sandbox.control.clearFaults());
afterAll(() => desk.close());

describe('an identical question', () => {
  it('is served from the earlier one where that is allowed, and costs nothing', async () => {
    const question = await desk.aQuestion({ mayReuse: true });
    await desk.ask(question);
    await desk.sandbox.control.resetRequests();
    const again = { ...question, callKey: `decision:${randomUUID()}:1` };
    expect(await desk.ask(again)).toMatchObject({ standing: { status: 'reused', costUsd: '0' } });
    expect(await desk.requestsTo('openai')).toBe(0);
    await desk.ask({ ...question, callKey: `decision:${randomUUID()}:1`, mayReuse: false });
    expect(await desk.requestsTo('openai')).toBe(1);
  });

  it('of another user is not', async () => {
    await desk.ask(await desk.aQuestion({ mayReuse: true }));
    expect(await desk.ask(await desk.aQuestion({ mayReuse: true }))).toMatchObject({
      standing: { status: 'answered' },
    });
  });
});

describe('the budget', () => {
  it('is never overspent by fifty questions at once, and its figures are the sum of the ledger', async () => {
    const question = await desk.aQuestion();
    const one = await desk.ask(question);
    const reserved = 'standing' in one ? one.standing.reservedUsd : '0';
    const cap = decimal(reserved).times(4).toFixed();
    const deps = desk.depsWith({ usdPerDay: cap });
    const day = new Date().toISOString().slice(0, 10);
    let most = decimal('0');
    const asking = Array.from({ length: 50 }, (_, index) =>
      desk.ask({ ...question, callKey: `${question.callKey}:${index}` }, deps),
    );
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) {
        const [all] = await spendingOfDay(desk.database.db, question.userId, day);
        const held = decimal(all?.reservedUsd ?? '0').plus(all?.spentUsd ?? '0');
        if (held.greaterThan(most)) most = held;
      }
    })();
    const rounds = await Promise.all(asking);
    watching.abort();
    await watch;
    expect(most.lessThanOrEqualTo(cap)).toBe(true);
    expect(rounds.some((round) => 'why' in round && round.why === 'budget-exhausted')).toBe(true);
    expect(rounds.some((round) => 'standing' in round)).toBe(true);

    const { total } = await desk.database.db
      .selectFrom('llmCalls')
      .select((eb) => eb.fn.sum<string>('costUsd').as('total'))
      .where('userId', '=', question.userId)
      .executeTakeFirstOrThrow();
    const scopes = await spendingOfDay(desk.database.db, question.userId, day);
    expect(scopes.map(({ scope }) => scope)).toEqual(['all', question.strategyId]);
    for (const { spentUsd, reservedUsd } of scopes) {
      expect(decimal(spentUsd).equals(total)).toBe(true);
      expect(decimal(reservedUsd).isZero()).toBe(true);
    }
  });

  it('that does not cover the first target goes to a cheaper one', async () => {
    const question = await desk.aQuestion();
    const one = await desk.ask(question);
    const dear = 'standing' in one ? decimal(one.standing.reservedUsd) : decimal('0');
    const fresh = await desk.aQuestion();
    const deps = desk.depsWith({ strategyUsdPerDay: dear.times('0.9').toFixed(6) });
    expect(await desk.ask(fresh, deps)).toMatchObject({
      standing: { provider: 'anthropic' },
      tried: [{ failure: 'over-budget' }],
    });
  });

  it('stops at once for a strategy that wants no decision by a cheaper model', async () => {
    const question = await desk.aQuestion({ whenSpent: 'no-decision', strategyUsdPerDay: '0.000001' });
    expect(await desk.ask(question)).toMatchObject({
      why: 'budget-exhausted',
      tried: [{ failure: 'over-budget' }],
    });
    expect(await desk.attempts(question)).toEqual([['openai', 'passed-over', 'over-budget']]);
  });
});
