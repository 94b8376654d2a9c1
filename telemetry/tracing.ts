export interface SpanTerms {
  /** `server` for a request that came in. */
  readonly kind: 'server' | 'internal';
  readonly attributes: Readonly<Record<string, string | number>>;
  /** What came with the request: a trace that was begun elsewhere goes on. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Says more of a span that is open; `failed` marks it. */
export type TellSpan = (attributes: Readonly<Record<string, string | number>>, failed?: boolean) => void;

/** Spans of this process, sent to a collector. */
export interface Tracing {
  span<T>(name: string, terms: SpanTerms, run: (tell: TellSpan) => Promise<T>): Promise<T>;
  /** A span that has just ended and took `ms`, under the one that is open, if any. */
  past(name: string, ms: number, attributes: Readonly<Record<string, string | number>>): void;
  /** Sends what waits and ends. */
  stop(): Promise<void>;
}
