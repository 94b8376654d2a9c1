import { z } from 'zod';

const REQUEST_TIMEOUT_MS = 30_000;
const body = z.looseObject({ code: z.string().optional(), clientOrderId: z.string().optional() });

export interface ProvedOrder {
  readonly accountId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit';
  readonly qty: string;
  readonly limitPrice?: string;
  readonly orderClass?: 'bracket';
  readonly takeProfit?: { readonly limitPrice: string };
  readonly stopLoss?: { readonly stopPrice: string };
}

/** The product's own HTTP API, as a client uses it that repeats what was not answered. */
export interface ApiOrders {
  /** One request. Gives the status, or undefined when the API is away. */
  place(key: string, order: ProvedOrder): Promise<number | undefined>;
  replace(
    clientOrderId: string,
    key: string,
    changes: { readonly limitPrice: string },
  ): Promise<number | undefined>;
  cancel(clientOrderId: string): Promise<number | undefined>;
}

export function apiOrders(url: string, apiKey: string): ApiOrders {
  const call = async (method: string, path: string, more: JsonBody = {}): Promise<number | undefined> => {
    try {
      const response = await fetch(`${url}${path}`, {
        ...more,
        method,
        headers: { ...more.headers, authorization: `Bearer ${apiKey}` },
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const answer = body.parse(await response.json());
      if (response.status === 400 || response.status === 401) {
        throw new Refused(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      }
      return response.status;
    } catch (error) {
      if (error instanceof Refused) throw error;
      return undefined;
    }
  };
  return {
    place: (key, order) => call('POST', '/v1/orders', keyed(key, { timeInForce: 'day', ...order })),
    replace: (clientOrderId, key, changes) =>
      call('PATCH', `/v1/orders/${clientOrderId}`, keyed(key, changes)),
    cancel: (clientOrderId) => call('DELETE', `/v1/orders/${clientOrderId}`),
  };
}

function keyed(key: string, asked: object): JsonBody {
  return {
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(asked),
  };
}

interface JsonBody {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The proof itself asked wrongly. */
class Refused extends Error {
  override readonly name = 'Refused';
}
