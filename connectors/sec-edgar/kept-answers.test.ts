import { describe, expect, test } from 'vitest';
import { createKeptAnswers } from './kept-answers.ts';

const MAX_AGE_MS = 600_000;

function keeping() {
  let wallMs = 0;
  let loads = 0;
  const ask = createKeptAnswers<number>(MAX_AGE_MS, () => wallMs);
  return {
    ask: (asOfMs: number, cik = '1') => ask(cik, asOfMs, async () => ++loads),
    failing: () => ask('1', 0, () => Promise.reject(new Error('down'))),
    pass: (ms: number) => {
      wallMs += ms;
    },
  };
}

describe('kept answers', () => {
  test('one load serves all who ask within its age, also while it loads', async () => {
    const { ask } = keeping();
    expect(await Promise.all([ask(0), ask(1), ask(MAX_AGE_MS - 1)])).toEqual([1, 1, 1]);
    expect(await ask(0, '2')).toBe(2);
  });

  test('never serves past its age, by our clock or by the moment asked about', async () => {
    const { ask, pass } = keeping();
    expect(await ask(0)).toBe(1);
    expect(await ask(MAX_AGE_MS)).toBe(2);
    pass(MAX_AGE_MS);
    expect(await ask(MAX_AGE_MS)).toBe(3);
  });

  test('an earlier moment is asked anew', async () => {
    const { ask } = keeping();
    expect(await ask(1_000)).toBe(1);
    expect(await ask(999)).toBe(2);
  });

  test('a failed load is told and forgotten', async () => {
    const { ask, failing } = keeping();
    await expect(failing()).rejects.toThrow('down');
    expect(await ask(0)).toBe(1);
  });
});
