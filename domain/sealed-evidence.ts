import type { EvidenceKind, EvidenceValues } from './evidence.ts';

/** What is hashed and stored: a value with its kind. */
export interface Sealed<K extends EvidenceKind = EvidenceKind> {
  readonly kind: K;
  readonly value: EvidenceValues[K];
}

/** The hash proves the content to be what was sealed, so its outer shape is all that is left to see. */
export function isSealed(found: unknown): found is Sealed {
  return typeof found === 'object' && found !== null && 'kind' in found && 'value' in found;
}

export function isOfKind<K extends EvidenceKind>(sealed: Sealed, kind: K): sealed is Sealed<K> {
  return sealed.kind === kind;
}
