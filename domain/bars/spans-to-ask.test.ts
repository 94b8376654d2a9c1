import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spansToAsk } from './spans-to-ask.ts';

const at = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();
const wanted = { symbols: ['A', 'B', 'C'], start: at(1), until: at(20) };

describe('what to ask the source for', () => {
  test('nothing, when nothing is lacking', () => {
    expect(spansToAsk(wanted, [])).toEqual([]);
  });

  test('one question from the earliest gap to the latest, for the symbols that lack something', () => {
    const lacking = [
      { symbol: 'A', start: at(3), until: at(5) },
      { symbol: 'C', start: at(8), until: at(9) },
    ];
    expect(spansToAsk(wanted, lacking)).toEqual([{ symbols: ['A', 'C'], start: at(3), until: at(9) }]);
  });

  test('the latest days are asked for anew, whatever is there', () => {
    expect(spansToAsk(wanted, [], at(13))).toEqual([
      { symbols: ['A', 'B', 'C'], start: at(13), until: at(20) },
    ]);
  });

  test('a symbol that is behind is asked for from its gap on, and no question is asked twice', () => {
    const lacking = [
      { symbol: 'B', start: at(1), until: at(20) },
      { symbol: 'C', start: at(18), until: at(20) },
    ];
    expect(spansToAsk(wanted, lacking, at(13))).toEqual([
      { symbols: ['B'], start: at(1), until: at(20) },
      { symbols: ['A', 'C'], start: at(13), until: at(20) },
    ]);
  });

  test('whatever is lacking is asked for, in two questions at most', () => {
    const day = fc.integer({ min: 1, max: 19 });
    const gap = fc.tuple(fc.constantFrom('A', 'B', 'C'), day, day).map(([symbol, one, other]) => ({
      symbol,
      start: at(Math.min(one, other)),
      until: at(Math.max(one, other) + 1),
    }));
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 12 }), fc.option(day, { nil: undefined }), (lacking, again) => {
        const questions = spansToAsk(wanted, lacking, again === undefined ? undefined : at(again));
        expect(questions.length).toBeLessThanOrEqual(2);
        for (const { symbol, start, until } of lacking) {
          const covers = questions.some(
            (asked) => asked.symbols.includes(symbol) && asked.start <= start && asked.until >= until,
          );
          expect(covers).toBe(true);
        }
        for (const { start, until } of questions) {
          expect(start >= wanted.start && until <= wanted.until && start < until).toBe(true);
        }
      }),
    );
  });
});
