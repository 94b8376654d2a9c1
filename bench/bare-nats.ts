import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const STREAM = 'BENCH';

/** A stream of its own on the server, and one subscriber: nothing of ours in between. */
export async function bareNats(url: string): Promise<{
  /** From the publish until the subscriber has it, milliseconds. */
  publish(): Promise<number>;
  close(): Promise<void>;
}> {
  const [publisher, subscriber] = await Promise.all([connect({ servers: url }), connect({ servers: url })]);
  await (await jetstreamManager(publisher)).streams.add({ name: STREAM, subjects: ['bench.>'] });
  const consumer = await jetstream(subscriber).consumers.get(STREAM, { deliver_policy: DeliverPolicy.New });
  const messages = await consumer.consume();
  const received = messages[Symbol.asyncIterator]();
  return {
    async publish() {
      const next = received.next();
      const startedAt = performance.now();
      await jetstream(publisher).publish('bench.one', '{}');
      await next;
      return performance.now() - startedAt;
    },
    async close() {
      // Nobody takes what is left, so that it would never settle.
      void messages.close();
      await Promise.all([publisher.close(), subscriber.close()]);
    },
  };
}
