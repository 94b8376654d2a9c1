import { setTimeout as delay } from 'node:timers/promises';
import { apiOrders } from '../api-orders.ts';
import { SYMBOLS } from '../plan-run.ts';

const AGAIN_MS = 100;
const GIVEN_UP_AFTER_MS = 90_000;

/** One order by hand as a careful client places it: the same key until somebody has answered. */
export interface PlacedOrder {
  readonly key: string;
  readonly status: number;
  readonly askedAt: number;
  readonly ms: number;
  /** Requests that were not answered, or with an outage. */
  readonly failures: number;
}

export interface OrderLoad {
  /** Answered with 201, in the order of their answers. */
  readonly placed: readonly PlacedOrder[];
  /** Keys that got no other answer, with the last one. */
  readonly others: readonly PlacedOrder[];
  /** Places no more; settles when the last one has been answered. */
  stop(): Promise<void>;
}

/**
 * Places orders of one share, `lines` at a time, each at the next API in turn; one that is not answered, or with an
 * outage, is asked again at the other API under the same Idempotency-Key.
 */
export function startOrderLoad(options: {
  readonly apiUrls: readonly string[];
  readonly apiKey: string;
  readonly accountId: string;
  readonly name: string;
  readonly lines: number;
}): OrderLoad {
  const { apiUrls, apiKey, accountId, name, lines } = options;
  const apis = apiUrls.map((url) => apiOrders(url, apiKey));
  const placed: PlacedOrder[] = [];
  const others: PlacedOrder[] = [];
  const over = new AbortController();
  let turn = 0;

  const place = async (key: string, symbol: string): Promise<void> => {
    const askedAt = Date.now();
    const startedAt = performance.now();
    for (let failures = 0; ; failures += 1) {
      turn += 1;
      const order = { accountId, symbol, side: 'buy', type: 'market', qty: '1' } as const;
      const status = (await apis[turn % apis.length]?.place(key, order)) ?? 0;
      const settled: PlacedOrder = { key, status, askedAt, ms: performance.now() - startedAt, failures };
      if (status === 201) return void placed.push(settled);
      if ((status >= 400 && status < 500) || settled.ms > GIVEN_UP_AFTER_MS) return void others.push(settled);
      await delay(AGAIN_MS);
    }
  };
  const line = async (index: number): Promise<void> => {
    for (let turns = 0; !over.signal.aborted; turns += 1) {
      await place(`${name}-${index}-${turns}`, SYMBOLS[(index + turns) % SYMBOLS.length] ?? 'AAPL');
    }
  };
  const running = Promise.all(Array.from({ length: lines }, (_, index) => line(index)));
  return {
    placed,
    others,
    stop: async () => {
      over.abort();
      await running;
    },
  };
}
