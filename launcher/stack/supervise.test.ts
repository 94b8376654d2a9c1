import { expect, it } from 'vitest';
import { reasonFrom } from './supervise.ts';

it('finds the line of a log that says why a process ended', () => {
  const log = 'starting\nnode:internal:1\nError: Cannot find module x\n    at y\n\nNode.js v24\n';
  expect(reasonFrom(log)).toBe('Error: Cannot find module x');
});

it('gives the last line when none names an error, and nothing for an empty log', () => {
  expect(reasonFrom('one\ntwo\n\n')).toBe('two');
  expect(reasonFrom('\n')).toBeUndefined();
});
