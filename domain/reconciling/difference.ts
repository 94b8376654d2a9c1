type DifferenceKind =
  | 'order-not-in-ledger'
  | 'order-not-at-broker'
  | 'order-status'
  | 'order-filled-qty'
  | 'position-qty'
  | 'position-avg-price'
  | 'cash';

/** One thing that the two books tell differently. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** A client order id, a symbol, or `cash`. */
  readonly subject: string;
  readonly ledger: string;
  readonly broker: string;
  /** What accounts for it, where something does: a second look after catching up will then find nothing. */
  readonly explanation?: string;
}
