import type { System } from '../faults/fault.ts';

const PREFIXES: readonly (readonly [string, System])[] = [
  ['/edgar/', 'edgar'],
  ['/frankfurter/', 'frankfurter'],
  ['/finra/', 'finra'],
  ['/openai/', 'openai'],
  ['/anthropic/', 'anthropic'],
  ['/v2/stocks/', 'alpaca-data'],
  ['/v1/corporate-actions', 'alpaca-data'],
  ['/v1beta1/', 'alpaca-data'],
  ['/v1beta3/', 'alpaca-data'],
  ['/v1/', 'alpaca-trading'],
  ['/v2/', 'alpaca-trading'],
  ['/v2beta1/', 'alpaca-trading'],
  ['/v3/', 'alpaca-trading'],
];

/** The outside system that a path belongs to; undefined for the controls and for what nobody serves. */
export function systemOf(path: string): System | undefined {
  return PREFIXES.find(([prefix]) => path.startsWith(prefix))?.[1];
}
