export interface PinnedQuote {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize?: number;
  readonly askSize?: number;
}

export interface InjectedFault {
  readonly system: string;
  readonly effect: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly times?: number;
}

/** One row of the accepted-orders log. */
export interface AcceptedOrder {
  readonly id: string;
  readonly client_order_id: string;
  readonly account_id: string;
  readonly symbol: string;
  readonly accepted_at: string;
  readonly status: string;
  readonly filled_qty: string;
}

/** What a language model of the sandbox says: an answer, or tools that it wants called. */
export type SaidByModel =
  | { readonly text: string }
  | {
      readonly calls: readonly { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
    };

export interface CountedRequests {
  readonly total: number;
  readonly requests: readonly {
    readonly system: string;
    readonly method: string;
    readonly path: string;
    readonly count: number;
  }[];
}

/** The controls of a running sandbox (`/_sandbox/…`). Every call throws when the sandbox refuses. */
export interface SandboxControl {
  clock(change?: { readonly now?: string; readonly speed?: number }): Promise<{ now: string; speed: number }>;
  realTime(): Promise<void>;
  pinQuote(symbol: string, quote: PinnedQuote): Promise<void>;
  unpin(symbol: string): Promise<void>;
  fault(fault: InjectedFault): Promise<void>;
  clearFaults(): Promise<void>;
  /** The exchange takes an execution back; with `correct`, another price and quantity stand in its place. */
  bust(executionId: string, correct?: { readonly price: string; readonly qty: string }): Promise<void>;
  /** An article of this moment, in these words. */
  publish(article: {
    readonly symbols: readonly string[];
    readonly headline: string;
    readonly summary: string;
  }): Promise<void>;
  /** What stands in the symbol's filings from here on. */
  file(symbol: string, html: string): Promise<void>;
  /** The next answers of the language models, word by word. */
  say(answers: readonly SaidByModel[]): Promise<void>;
  /** Takes back what was published and filed, and what is still to be said. */
  clearTexts(): Promise<void>;
  orders(clientOrderId?: string): Promise<readonly AcceptedOrder[]>;
  requests(): Promise<CountedRequests>;
  resetRequests(): Promise<void>;
}

export function createSandboxControl(url: () => string): SandboxControl {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${url()}/_sandbox${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const read = async <T>(
    isAnswer: (value: unknown) => value is T,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> => {
    const answer: unknown = await (await call(method, path, body)).json();
    if (!isAnswer(answer)) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    clock: (change) => (change ? read(isClock, 'PUT', '/clock', change) : read(isClock, 'GET', '/clock')),
    realTime: async () => void (await call('DELETE', '/clock')),
    pinQuote: async (symbol, quote) => void (await call('PUT', `/quotes/${symbol}`, quote)),
    unpin: async (symbol) => void (await call('DELETE', `/quotes/${symbol}`)),
    fault: async (fault) => void (await call('POST', '/faults', fault)),
    clearFaults: async () => void (await call('DELETE', '/faults')),
    bust: async (executionId, correct) =>
      void (await call('POST', '/busts', { execution_id: executionId, ...(correct && { correct }) })),
    publish: async (article) => void (await call('POST', '/texts/news', article)),
    file: async (symbol, html) => void (await call('PUT', `/texts/filings/${symbol}`, { html })),
    say: async (answers) => void (await call('POST', '/texts/answers', answers)),
    clearTexts: async () => void (await call('DELETE', '/texts')),
    orders: (id) =>
      read(
        isOrders,
        'GET',
        id === undefined ? '/orders' : `/orders?client_order_id=${encodeURIComponent(id)}`,
      ),
    requests: () => read(isRequests, 'GET', '/requests'),
    resetRequests: async () => void (await call('DELETE', '/requests')),
  };
}

// The sandbox is ours: one telling field shows that the answer is of the right kind.
function isClock(value: unknown): value is { now: string; speed: number } {
  return typeof value === 'object' && value !== null && 'now' in value && 'speed' in value;
}

function isOrders(value: unknown): value is readonly AcceptedOrder[] {
  return Array.isArray(value);
}

function isRequests(value: unknown): value is CountedRequests {
  return typeof value === 'object' && value !== null && 'requests' in value;
}
