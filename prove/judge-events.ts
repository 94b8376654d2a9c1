import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { ALPHAFLOW_STREAM } from '../connectors/nats/event-stream.ts';
import { natsServer } from '../connectors/nats/nats-server.ts';
import type { ProvingStack } from './proving-stack.ts';

const FETCH_MAX = 500;
const EXPIRES_MS = 2_000;
const message = z.object({
  id: z.coerce.string(),
  payload: z.looseObject({ clientOrderId: z.string().optional() }).optional(),
});

export interface JudgedEvents {
  readonly outbox: number;
  readonly onBus: number;
  /** In the outbox and not on the bus. */
  readonly missing: number;
  /** On the bus more than once. */
  readonly twice: number;
  /** On the bus, of no change that the ledger has committed. */
  readonly phantom: number;
  /** Of an order, and behind a later one of the same order. */
  readonly outOfOrder: number;
}

/** Every event that the ledger has written against what the stream on the bus holds. */
export async function judgeEvents({
  db,
  natsUrl,
}: Pick<ProvingStack, 'db' | 'natsUrl'>): Promise<JudgedEvents> {
  const written = async () => (await db.selectFrom('outbox').select('id').execute()).map(({ id }) => id);
  const outbox = await written();
  const { seen, outOfOrder } = await readBus(natsUrl);
  // The ledger goes on writing meanwhile: what the bus has by now is known to it by now.
  const known = new Set(await written());
  return {
    outbox: outbox.length,
    onBus: [...seen.values()].reduce((sum, times) => sum + times, 0),
    missing: outbox.filter((id) => !seen.has(id)).length,
    twice: [...seen.values()].filter((times) => times > 1).length,
    phantom: [...seen.keys()].filter((id) => !known.has(id)).length,
    outOfOrder,
  };
}

/** How often each event is on the stream; ids grow in the order in which the changes of an order were committed. */
async function readBus(url: string) {
  const connection = await connect(natsServer(url));
  try {
    const seen = new Map<string, number>();
    const latest = new Map<string, bigint>();
    let outOfOrder = 0;
    const consumer = await jetstream(connection).consumers.get(ALPHAFLOW_STREAM.name);
    let pending = (await consumer.info()).num_pending;
    while (pending > 0) {
      const batch = await consumer.fetch({ max_messages: FETCH_MAX, expires: EXPIRES_MS });
      let got = 0;
      for await (const one of batch) {
        const { id, payload: { clientOrderId } = {} } = message.parse(one.json());
        seen.set(id, (seen.get(id) ?? 0) + 1);
        if (clientOrderId !== undefined) {
          if (BigInt(id) < (latest.get(clientOrderId) ?? 0n)) outOfOrder += 1;
          latest.set(clientOrderId, BigInt(id));
        }
        got += 1;
      }
      if (got === 0) break;
      pending -= got;
    }
    return { seen, outOfOrder };
  } finally {
    await connection.close();
  }
}
