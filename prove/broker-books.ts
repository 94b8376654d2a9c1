import { z } from 'zod';

const order = z.object({
  id: z.string(),
  client_order_id: z.string(),
  status: z.string(),
  filled_qty: z.string(),
  replaces: z.string().nullable(),
  replaced_by: z.string().nullable(),
  legs: z
    .array(z.object({ id: z.string() }))
    .readonly()
    .nullable(),
});
export type ToldOrder = z.infer<typeof order>;
const account = z.object({ id: z.string(), cash: z.string() });
const positions = z.array(z.object({ symbol: z.string(), qty: z.string() }));

/** What the broker itself says of one account, read as any of its clients does. Calls throw while it is away. */
export interface BrokerBooks {
  account(): Promise<z.infer<typeof account>>;
  positions(): Promise<z.infer<typeof positions>>;
  /** With its legs. Undefined when the broker does not know the id. */
  order(clientOrderId: string): Promise<ToldOrder | undefined>;
}

export function brokerBooks(sandboxUrl: string, keyId: string): BrokerBooks {
  const read = async (path: string): Promise<Response> =>
    fetch(`${sandboxUrl}${path}`, {
      headers: { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': 'local' },
      signal: AbortSignal.timeout(5_000),
    });
  const answerOf = async <T>(schema: z.ZodType<T>, response: Response): Promise<T> => {
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
    return schema.parse(await response.json());
  };
  return {
    account: async () => answerOf(account, await read('/v2/account')),
    positions: async () => answerOf(positions, await read('/v2/positions')),
    async order(clientOrderId) {
      const path = `/v2/orders:by_client_order_id?nested=true&client_order_id=${encodeURIComponent(clientOrderId)}`;
      const response = await read(path);
      return response.status === 404 ? undefined : answerOf(order, response);
    },
  };
}
