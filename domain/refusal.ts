/** Facts behind a refusal, as text, for people and logs: `{ limit: '25000', notional: '31200.5' }`. */
export type Facts = Readonly<Record<string, string>>;

/** A "no" is a value: a stable code, a sentence for a person, and the facts behind it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly facts: Facts;
}
