import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { ALPHAFLOW_STREAM } from '../connectors/nats/event-stream.ts';
import { natsServer } from '../connectors/nats/nats-server.ts';
import type { ProvingStack } from './proving-stack.ts';

const FETCH_MAX = 500;
const EXPIRES_MS = 2_000;
const message = z.object({ id: z.coerce.string() });

export interface JudgedEvents {
  readonly outbox: number;
  readonly onBus: number;
  /** In the outbox and not on the bus. */
  readonly missing: number;
  /** On the bus more than once. */
  readonly twice: number;
  /** On the bus, of no change that the ledger has committed. */
  readonly phantom: number;
}

/** Every event that the ledger has written against what the stream on the bus holds. */
export async function judgeEvents({ db, natsUrl }: ProvingStack): Promise<JudgedEvents> {
  const written = async () => (await db.selectFrom('outbox').select('id').execute()).map(({ id }) => id);
  const outbox = await written();
  const seen = await idsOnBus(natsUrl);
  // The ledger goes on writing meanwhile: what the bus has by now is known to it by now.
  const known = new Set(await written());
  return {
    outbox: outbox.length,
    onBus: [...seen.values()].reduce((sum, times) => sum + times, 0),
    missing: outbox.filter((id) => !seen.has(id)).length,
    twice: [...seen.values()].filter((times) => times > 1).length,
    phantom: [...seen.keys()].filter((id) => !known.has(id)).length,
  };
}

async function idsOnBus(url: string): Promise<ReadonlyMap<string, number>> {
  const connection = await connect(natsServer(url));
  try {
    const seen = new Map<string, number>();
    const consumer = await jetstream(connection).consumers.get(ALPHAFLOW_STREAM.name);
    let pending = (await consumer.info()).num_pending;
    while (pending > 0) {
      const batch = await consumer.fetch({ max_messages: FETCH_MAX, expires: EXPIRES_MS });
      let got = 0;
      for await (const one of batch) {
        const { id } = message.parse(one.json());
        seen.set(id, (seen.get(id) ?? 0) + 1);
        got += 1;
      }
      if (got === 0) break;
      pending -= got;
    }
    return seen;
  } finally {
    await connection.close();
  }
}
