import { z } from 'zod';
import { cycleEvidence, evidenceBody } from '../../api/contract/evidence.ts';
import type { ApiClient } from './api-client.ts';

const bar = z.strictObject({
  start: z.string(),
  open: z.string(),
  high: z.string(),
  low: z.string(),
  close: z.string(),
  volume: z.string(),
});

/** How an order came about: the shortest way through the cycle's graph, and the bars at its beginning. */
export interface OrderTrace {
  /** Ids of nodes, from the evidence of the bars to the order. */
  readonly path: readonly string[];
  readonly bars: {
    readonly hash: string;
    readonly source: string;
    readonly fetchedAt: string;
    readonly items: readonly z.infer<typeof bar>[];
  };
}

/** Each of the cycle's orders, by its client order id, with the daily bars that it came from. */
export async function traceOrders(
  api: ApiClient,
  cycleId: string,
  orders: readonly { readonly clientOrderId: string; readonly symbol: string }[],
): Promise<ReadonlyMap<string, OrderTrace>> {
  const { nodes, edges } = await api.call(
    'GET',
    `/v1/cycles/${encodeURIComponent(cycleId)}/evidence`,
    cycleEvidence,
  );
  const barsNode = nodes.find(({ kind, label }) => kind === 'evidence' && label === 'bars');
  if (barsNode?.body === undefined) return new Map();
  const { id, body } = barsNode;
  const traces = await Promise.all(
    orders.map(async ({ clientOrderId, symbol }): Promise<(readonly [string, OrderTrace])[]> => {
      const path = shortestPath(edges, id, `order:${clientOrderId}`);
      if (path === undefined) return [];
      const { hash, source, fetchedAt, value } = await api.call(
        'GET',
        `${body}?symbol=${symbol}`,
        evidenceBody,
      );
      return [[clientOrderId, { path, bars: { hash, source, fetchedAt, items: z.array(bar).parse(value) } }]];
    }),
  );
  return new Map(traces.flat());
}

function shortestPath(
  edges: readonly { readonly from: string; readonly to: string }[],
  from: string,
  to: string,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const node of cameFrom.keys()) {
    if (node === to) {
      const path: string[] = [];
      for (let one: string | undefined = to; one !== undefined; one = cameFrom.get(one)) path.unshift(one);
      return path;
    }
    for (const edge of edges) {
      if (edge.from === node && !cameFrom.has(edge.to)) cameFrom.set(edge.to, node);
    }
  }
  return undefined;
}
