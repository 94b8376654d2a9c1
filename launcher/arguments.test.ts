import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('arguments of npm start', () => {
  it('stays up and prints for people when nothing is asked', () => {
    expect(parseArguments([])).toEqual({
      help: false,
      once: false,
      json: false,
      bars: undefined,
      symbols: undefined,
      seed: 7,
    });
  });

  it('reads symbols in any case, each once', () => {
    expect(parseArguments(['--symbols', 'aapl, BRK.B,AAPL']).symbols).toEqual(['AAPL', 'BRK.B']);
  });

  it.each([
    [['--wat'], /^Unknown option '--wat'/],
    [['now'], /^Unexpected argument 'now'/],
    [['--symbols', ','], /^--symbols needs at least one symbol/],
    [['--symbols', 'AAPL,$$'], /^--symbols: "\$\$" is not a symbol/],
    [['--bars', ''], /^--bars needs a value/],
    [['--bars'], /argument missing/],
    [['--seed', '-1'], /^(--seed|Option '--seed')/],
    [['--seed', '1.5'], /^--seed must be a whole number/],
  ])('refuses %j with one line and exit code 2', (args, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
    expect(() => parseArguments(args)).not.toThrow(/\n/);
  });
});
