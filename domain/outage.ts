/** What went wrong with a source, in the words that retries, breakers and people need. */
export type OutageKind =
  | 'timeout'
  | 'network'
  /** Provably nothing was sent: no connection, or no such name. */
  | 'unreachable'
  | 'server-error'
  | 'rate-limited'
  /** Paid for no longer: waiting mends nothing. */
  | 'out-of-quota'
  | 'unauthorized'
  | 'refused'
  | 'malformed';

/**
 * An outside system could not be read. `source`, `request` and `kind` say what and why; `cause` keeps the original.
 * `retryable` is false where asking again cannot help (wrong key, refused request, nothing left to spend).
 */
export class SourceOutage extends Error {
  override readonly name = 'SourceOutage';
  readonly source: string;
  readonly request: string;
  readonly kind: OutageKind;
  readonly retryAfterMs: number | undefined;

  constructor(
    facts: {
      readonly source: string;
      readonly request: string;
      readonly kind: OutageKind;
      readonly reason: string;
      readonly retryAfterMs?: number;
    },
    options?: { readonly cause?: unknown },
  ) {
    super(`${facts.source}: ${facts.request}: ${facts.reason}`, options);
    this.source = facts.source;
    this.request = facts.request;
    this.kind = facts.kind;
    this.retryAfterMs = facts.retryAfterMs;
  }

  get retryable(): boolean {
    return this.kind !== 'unauthorized' && this.kind !== 'refused' && this.kind !== 'out-of-quota';
  }
}
