/**
 * What a run must not leave behind.
 * - `duplicate`: the broker accepted more than one order for an intent, or one that nobody asked for
 * - `lost`: accepted by the broker and not in the ledger, or asked for and nowhere
 * - `drift`: both have it and tell of it differently; positions or cash differ
 * - `unresolved`: not settled within the deadline
 * - `event`: an event of the ledger that the bus does not have once
 */
export type FindingKind = 'duplicate' | 'lost' | 'drift' | 'unresolved' | 'event';

export interface Finding {
  readonly run: number;
  readonly kind: FindingKind;
  readonly what: string;
}
