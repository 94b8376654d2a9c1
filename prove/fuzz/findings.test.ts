import { describe, expect, it } from 'vitest';
import { type FuzzedAs, findingsOf as judge } from './fuzz-as.ts';

type Run = FuzzedAs & { readonly answers: Readonly<Record<string, number>> };
const run = (changes: Partial<Run>): Run => ({
  caller: 'trader',
  cases: 1_000,
  operations: 87,
  answers: { '200': 500, '400': 500 },
  failures: [],
  ...changes,
});
const findingsOf = (fuzzed: Run) => judge(fuzzed, fuzzed.answers);

describe('the judge of a fuzz run', () => {
  it('finds nothing where every answer is documented', () => {
    expect(findingsOf(run({}))).toEqual([]);
  });

  it('finds an answer that the document does not describe, a fault, and parts that are away too often', () => {
    expect(findingsOf(run({ failures: ['Response violates schema: GET /v1/orders'] }))).toHaveLength(1);
    expect(findingsOf(run({ answers: { '500': 1 }, failures: ['Server error: GET /v1/orders'] }))).toEqual([
      'trader: 1 answers 500: Server error: GET /v1/orders',
    ]);
    expect(findingsOf(run({ answers: { '503': 11 } }))).toEqual(['trader: 11 of 1000 answers were 503']);
  });

  it('takes a 503 now and then for what it is', () => {
    expect(findingsOf(run({ answers: { '503': 10 }, failures: ['Server error: GET /v1/jobs'] }))).toEqual([]);
  });
});
