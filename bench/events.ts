import { setTimeout as delay } from 'node:timers/promises';
import { type EventClient, readEvents } from '../tests/support/event-reader.ts';
import { appendMadeEvent } from '../tests/support/made-event.ts';
import { bareNats } from './bare-nats.ts';
import { median } from './median.ts';
import { readMemory, watchMemory } from './process-memory.ts';
import { openSlowReaders } from './slow-readers.ts';
import { type Stack, startStack } from './stack.ts';

const SYMBOL = 'AAPL';
const SLOW_READERS = 200;
const WARM_UP = 3;
/** With slow readers and without, in turns: what else the machine does falls on both. */
const TURNS = 3;
/** What the slow readers are behind by: far more than the kernel keeps for them. */
const FLOOD = 3_000;
const FLOOD_TEXT = 'x'.repeat(2_000);

export interface Latency {
  readonly medianMs: number;
  readonly p99Ms: number;
}

export interface EventsBench {
  readonly rounds: number;
  /** From the broker's match of an order to the fill's event at a reader. */
  readonly brokerToReader: Latency;
  /** From the commit of an event to a reader: what the outbox, the relay, the stream and the API add. */
  readonly commitToReader: Latency;
  /** The same right after a flood of events, while nobody else reads, and while slow readers do. */
  readonly afterFlood: Latency;
  readonly besideSlowReaders: Latency;
  /** A publish to JetStream until a subscriber has it, on the same server at the same time. */
  readonly bareNats: Latency;
  readonly slowReaders: number;
  /** What the API grew by for them, in the turn in which it was most. */
  readonly slowReadersMiB: number;
}

export async function benchEvents(options: {
  readonly rounds: number;
  readonly tell: (line: string) => void;
}): Promise<EventsBench> {
  const { rounds, tell } = options;
  const stack = await startStack();
  try {
    const account = await stack.openAccount('events');
    const api = await stack.startApi();
    const client = await readEvents(api.url, { key: api.apiKey, topics: 'fill,bench' });
    const bare = await bareNats(stack.natsUrl);
    const broker: number[] = [];
    const commit: number[] = [];
    const nats: number[] = [];
    for (let round = -WARM_UP; round < rounds; round += 1) {
      const fill = await fillToReader(stack, api, account.id, client, round);
      const event = await eventToReader(stack, account.userId, client, `${round}`);
      const publish = await bare.publish();
      if (round < 0) continue;
      broker.push(fill);
      commit.push(event);
      nats.push(publish);
    }
    const alone: number[] = [];
    const beside: number[] = [];
    const grownMiB: number[] = [];
    const flooded = async (side: string): Promise<readonly number[]> => {
      for (let n = 0; n < FLOOD; n += 1) {
        const payload = { text: FLOOD_TEXT };
        await appendMadeEvent(stack.db, { userId: account.userId, type: 'flood.made', payload });
      }
      const took: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        took.push(await eventToReader(stack, account.userId, client, `${side} ${round}`));
      }
      return took;
    };
    for (let turn = 0; turn < TURNS; turn += 1) {
      tell(`a flood without slow readers and beside ${SLOW_READERS}, ${turn + 1} of ${TURNS}`);
      alone.push(...(await flooded(`alone ${turn}`)));
      const before = await readMemory(api.pid);
      const slow = await openSlowReaders(api, SLOW_READERS);
      const { largestMiB, result } = await watchMemory(api.pid, () => flooded(`beside ${turn}`));
      beside.push(...result);
      grownMiB.push(largestMiB - before.residentMiB);
      for (const close of slow) close();
    }
    client.kill();
    await bare.close();
    return {
      rounds,
      brokerToReader: latency(broker),
      commitToReader: latency(commit),
      afterFlood: latency(alone),
      besideSlowReaders: latency(beside),
      bareNats: latency(nats),
      slowReaders: SLOW_READERS,
      slowReadersMiB: Math.max(...grownMiB),
    };
  } finally {
    await stack.stop();
  }
}

/** A limit order rests, the market comes to it, and the time runs from there. */
async function fillToReader(
  { sandbox }: Stack,
  api: { readonly url: string; readonly apiKey: string },
  accountId: string,
  client: EventClient,
  round: number,
): Promise<number> {
  await sandbox.pinQuote(SYMBOL, { bid: 100, ask: 101, last: 100.5 });
  const order = {
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    qty: '1',
    limitPrice: '100',
    timeInForce: 'day',
  };
  const response = await fetch(`${api.url}/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': `events-${round}`,
    },
    body: JSON.stringify({ ...order, accountId }),
  });
  if (!response.ok) throw new Error(`the order was not taken: ${await response.text()}`);
  // Until its own steps are over, which are not what is measured.
  await delay(300);
  const startedAt = performance.now();
  await sandbox.pinQuote(SYMBOL, { bid: 99, ask: 99.5, last: 99.5 });
  await until(client, 'fill.booked', '');
  return performance.now() - startedAt;
}

async function eventToReader(
  { db }: Stack,
  userId: string,
  client: EventClient,
  mark: string,
): Promise<number> {
  await appendMadeEvent(db, { userId, type: 'bench.made', payload: { mark } });
  const startedAt = performance.now();
  await until(client, 'bench.made', `"mark":"${mark}"`);
  return performance.now() - startedAt;
}

async function until(client: EventClient, type: string, holds: string): Promise<void> {
  for (;;) {
    const event = await client.next();
    if (event === undefined) throw new Error('the stream of events ended');
    if (event.type === type && event.data.includes(holds)) return;
  }
}

function latency(values: readonly number[]): Latency {
  const sorted = values.toSorted((one, other) => one - other);
  return {
    medianMs: median(values),
    p99Ms: sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)] ?? Number.NaN,
  };
}
