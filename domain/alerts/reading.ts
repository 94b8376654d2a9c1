import type { Facts } from '../refusal.ts';

/**
 * What a rule finds of one subject. `margin`: neither over the mark nor safely back from it, so that a value that
 * trembles around the mark changes nothing. `unknown`: it could not be read, which changes nothing either.
 */
export type ReadingState = 'breached' | 'margin' | 'clear' | 'unknown';

export interface Reading {
  /** What it is about within its rule: a symbol, an account, a source, an order. */
  readonly subject: string;
  readonly state: ReadingState;
  /** One sentence for a person. */
  readonly message: string;
  readonly facts: Facts;
}

export function unknown(subject: string): Reading {
  return { subject, state: 'unknown', message: '', facts: {} };
}
