import { shownLine } from './shown-text.ts';

/** What a source says of itself is somebody else's text. */
const REASON_CHARS_MAX = 500;

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
  | 'malformed'
  /** Not asked: it failed before, and is left alone for a while. */
  | 'breaker-open'
  /** Not asked: too many requests to it are under way already. */
  | 'busy';

const NOT_WORTH_RETRYING: ReadonlySet<OutageKind> = new Set([
  'unauthorized',
  'refused',
  'out-of-quota',
  'breaker-open',
]);

/**
 * An outside system could not be read. `source`, `request` and `kind` say what and why; `cause` keeps the original.
 * `retryable` is false where asking again at once cannot help (wrong key, refused request, nothing left to spend, a
 * source that is left alone).
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
    super(`${facts.source}: ${facts.request}: ${shownLine(facts.reason, REASON_CHARS_MAX)}`, options);
    this.source = facts.source;
    this.request = facts.request;
    this.kind = facts.kind;
    this.retryAfterMs = facts.retryAfterMs;
  }

  get retryable(): boolean {
    return !NOT_WORTH_RETRYING.has(this.kind);
  }
}
