import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../model-answer.ts';
import type { ModelTarget } from '../model-target.ts';
import { mayBeBilled } from './failure-class.ts';
import { type Attempt, nextStep } from './next-step.ts';

const first: ModelTarget = { provider: 'openai', model: 'a' };
const second: ModelTarget = { provider: 'anthropic', model: 'b' };
const targets = [first, second];
const failed = (target: string, failure: TargetFailure): Attempt => ({ target, failure });
const misshapen = (target: string): Attempt => ({ target, formFault: 'output.action: missing' });

describe('the next step', () => {
  it('begins with the first target', () => {
    expect(nextStep(targets, [])).toEqual({ do: 'ask', target: first });
  });

  it.each<TargetFailure>([
    'timeout',
    'network',
    'server-error',
    'rate-limited',
    'out-of-quota',
    'unauthorized',
    'unpriced',
    'over-budget',
    'breaker-open',
    'crashed',
  ])('is the next target after %s', (failure) => {
    expect(nextStep(targets, [failed('openai:a', failure)])).toEqual({ do: 'ask', target: second });
  });

  it('is to stop at once where the request itself is wrong', () => {
    const stop = { do: 'stop', why: 'no-target-left', later: false };
    expect(nextStep(targets, [failed('openai:a', 'refused')])).toEqual(stop);
  });

  it('is another round when a target may have come back by then', () => {
    const both = [failed('openai:a', 'out-of-quota'), failed('anthropic:b', 'server-error')];
    expect(nextStep(targets, both)).toEqual({ do: 'stop', why: 'no-target-left', later: true });
  });

  it('is no other round when waiting mends nothing', () => {
    const both = [failed('openai:a', 'out-of-quota'), failed('anthropic:b', 'unauthorized')];
    expect(nextStep(targets, both)).toEqual({ do: 'stop', why: 'no-target-left', later: false });
  });

  it('is to stop for the budget when no target is cheap enough', () => {
    const both = [failed('openai:a', 'over-budget'), failed('anthropic:b', 'over-budget')];
    expect(nextStep(targets, both)).toEqual({ do: 'stop', why: 'budget-exhausted', later: false });
  });

  it('asks nobody else for a strategy that wants no decision by a cheaper model', () => {
    const stop = { do: 'stop', why: 'budget-exhausted', later: false };
    expect(nextStep(targets, [failed('openai:a', 'over-budget')], 'no-decision')).toEqual(stop);
  });

  it('asks the same target once more for an answer in the right form, then refuses it', () => {
    const again = { do: 'ask', target: first, correcting: 'output.action: missing' };
    expect(nextStep(targets, [misshapen('openai:a')])).toEqual(again);
    const twice = [misshapen('openai:a'), misshapen('openai:a')];
    expect(nextStep(targets, twice)).toMatchObject({ do: 'refuse-form', target: first });
  });

  it('asks the next target when the one that was to correct itself is down', () => {
    const attempts = [misshapen('openai:a'), failed('openai:a', 'timeout')];
    expect(nextStep(targets, attempts)).toEqual({ do: 'ask', target: second });
  });

  it('stops when nothing is configured', () => {
    expect(nextStep([], [])).toEqual({ do: 'stop', why: 'no-target-left', later: false });
  });
});

describe('a bill', () => {
  it('is expected wherever the provider may have done the work', () => {
    const kinds: readonly TargetFailure[] = ['timeout', 'network', 'malformed', 'crashed'];
    expect(kinds.every(mayBeBilled)).toBe(true);
    expect(mayBeBilled('server-error') || mayBeBilled('unreachable') || mayBeBilled('out-of-quota')).toBe(
      false,
    );
  });
});
