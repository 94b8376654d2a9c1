import { expect, it } from 'vitest';
import { definitionOf } from './definition-of.ts';
import { DEFAULT_PARAMETERS } from './registry.ts';

it('joins a kind with its own parameters and with no other’s', () => {
  const { momentum, 'mean-reversion': meanReversion } = DEFAULT_PARAMETERS;
  expect(definitionOf('momentum', momentum)).toEqual({ kind: 'momentum', parameters: momentum });
  expect(definitionOf('mean-reversion', meanReversion)).toEqual({
    kind: 'mean-reversion',
    parameters: meanReversion,
  });
  expect(definitionOf('momentum', meanReversion)).toBeUndefined();
  expect(definitionOf('mean-reversion', momentum)).toBeUndefined();
});
