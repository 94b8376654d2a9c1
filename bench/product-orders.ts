import { z } from 'zod';
import { orderWorkflowId } from '../workflows/messages.ts';
import type { Stack } from './stack.ts';

const TIMEOUT_MS = 30_000;
/** On a busy machine a connection may break, or Temporal not answer the API: the same key again, and the time counts. */
const ATTEMPTS_MAX = 5;
const answer = z.looseObject({ clientOrderId: z.string(), status: z.string() });

export interface PlacedOrder {
  readonly clientOrderId: string;
  readonly workflowId: string;
  /** From the request to the answer. */
  readonly ms: number;
  /** The broker has it. False: the machine was too busy, and the outcome was still open when the API answered. */
  readonly accepted: boolean;
}

/** Orders by hand, through the API, as any client of it places them. */
export interface ProductOrders {
  /** Buys at market. @throws when the answer is neither 201 nor 202 */
  buy(accountId: string, symbol: string, qty: string, key: string): Promise<PlacedOrder>;
  /** Settles when the order's workflow has ended: filled, and every fill booked. */
  ended(order: PlacedOrder): Promise<void>;
}

export async function startProductOrders(stack: Stack): Promise<ProductOrders> {
  const { url, apiKey } = await stack.startApi();
  return {
    async buy(accountId, symbol, qty, key) {
      const body = JSON.stringify({
        accountId,
        symbol,
        qty,
        side: 'buy',
        type: 'market',
        timeInForce: 'day',
      });
      const request = {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body,
      };
      const post = async (attempts = ATTEMPTS_MAX): Promise<Response> => {
        const response = await fetch(`${url}/v1/orders`, {
          ...request,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }).catch((error: unknown) => {
          if (attempts > 1) return undefined;
          throw error;
        });
        if (response !== undefined && (response.status !== 503 || attempts === 1)) return response;
        return post(attempts - 1);
      };
      const startedAt = performance.now();
      const response = await post();
      const text = await response.text();
      const ms = performance.now() - startedAt;
      const accepted = response.status === 201;
      if (!accepted && response.status !== 202)
        throw new Error(`POST /v1/orders: ${response.status} ${text}`);
      const { clientOrderId } = answer.parse(JSON.parse(text));
      return { clientOrderId, workflowId: orderWorkflowId(clientOrderId), ms, accepted };
    },
    async ended({ workflowId }) {
      await stack.client.workflow.getHandle(workflowId).result();
    },
  };
}
