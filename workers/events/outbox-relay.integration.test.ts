import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNatsEventLog } from '../../connectors/nats/event-log.ts';
import { ALPHAFLOW_STREAM } from '../../connectors/nats/event-stream.ts';
import { unpublishedEvents } from '../../db/queries/events/outbox.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { appendMadeEvent } from '../../tests/support/made-event.ts';
import { type RunningNats, startNats } from '../../tests/support/nats.ts';
import { anOwner } from '../../tests/support/rows.ts';
import { busEventOf } from './bus-event-of.ts';
import { relayOutbox } from './outbox-relay.ts';
import { rebuildStream } from './rebuild-stream.ts';

const logger = createLogger({ name: 'integration', level: 'silent' });
let database: TestDatabase;
let nats: RunningNats;
let userId: string;
let relays: { readonly stop: AbortController; readonly done: Promise<void> }[];

beforeEach(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startNats()]);
  userId = (await anOwner(database.db)).id;
  relays = [];
});
afterEach(async () => {
  for (const { stop } of relays) stop.abort();
  await Promise.all(relays.map(({ done }) => done));
  await nats.stop();
  await database.drop();
});

function startRelay(db = database.db): void {
  const stop = new AbortController();
  const openLog = () => createNatsEventLog({ url: nats.url, logger });
  relays.push({ stop, done: relayOutbox({ db, openLog, logger, signal: stop.signal }) });
}

async function write(from: number, to: number, db = database.db, user = userId): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    await appendMadeEvent(db, { userId: user, type: 'test.made', payload: { n } });
  }
}

const allCarried = (withinMs = 20_000) =>
  eventually(
    'everything is carried',
    async () => ((await unpublishedEvents(database.db, 1)).length === 0 ? true : undefined),
    withinMs,
  );

/** What stands in the stream: the place and the number of each event. */
async function stream(): Promise<readonly (readonly [number, unknown])[]> {
  const connection = await connect({ servers: nats.url });
  try {
    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info(ALPHAFLOW_STREAM.name);
    const found: [number, unknown][] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await streams.getMessage(ALPHAFLOW_STREAM.name, { seq });
      const { payload } = message?.json<{ payload?: { n?: number } }>() ?? {};
      found.push([seq, payload?.n]);
    }
    return found;
  } finally {
    await connection.close();
  }
}

const inOrder = (count: number) => Array.from({ length: count }, (_, index) => [index + 1, index + 1]);

describe('events', () => {
  test('leave the outbox in order, once, by however many relays', async () => {
    for (let n = 0; n < 3; n += 1) startRelay();
    await write(1, 60);
    await allCarried();
    expect(await stream()).toEqual(inOrder(60));
  });

  test('wait while NATS is away, and keep their places when it comes back without its data', async () => {
    startRelay();
    await write(1, 5);
    await allCarried();
    await nats.halt();
    await write(6, 10);
    expect(await unpublishedEvents(database.db, 100)).toHaveLength(5);
    await nats.resume();
    await allCarried();
    expect(await stream()).toEqual(inOrder(10));
    await nats.halt();
    await write(11, 12);
    await nats.resume({ withoutData: true });
    await allCarried();
    expect(await stream()).toEqual(inOrder(12));
    await nats.resume({ withoutData: true });
    await eventually(
      'a stream that nothing is added to is built again too',
      async () => ((await stream().catch(() => [])).length === 12 ? true : undefined),
      20_000,
    );
    expect(await stream()).toEqual(inOrder(12));
  });

  test('that are under way together when the server is killed keep their order, and none is doubled', async () => {
    startRelay();
    for (let kills = 0; kills < 3; kills += 1) {
      await write(kills * 150 + 1, kills * 150 + 150);
      await nats.halt();
      await nats.resume();
    }
    startRelay();
    await allCarried();
    expect(await stream()).toEqual(inOrder(450));
  });

  test('that the stream had and nobody marked are found, and not carried twice', async () => {
    startRelay();
    await write(1, 3);
    await allCarried();
    for (const { stop } of relays) stop.abort();
    await Promise.all(relays.map(({ done }) => done));
    // As if the relay had died after the stream had the event and before its row was marked.
    await write(4, 4);
    const log = await createNatsEventLog({ url: nats.url, logger });
    for (const row of await unpublishedEvents(database.db, 1)) await log.append(busEventOf(row), 4);
    await log.close();
    await write(5, 5);
    startRelay();
    await allCarried();
    expect(await stream()).toEqual(inOrder(5));
  });

  test('of another installation are left alone: nothing is mixed', async () => {
    startRelay();
    await write(1, 3);
    await allCarried();
    const other = await createTestDatabase();
    try {
      await sql`update event_stream set installation = gen_random_uuid()`.execute(other.db);
      const stranger = await anOwner(other.db);
      await write(100, 101, other.db, stranger.id);
      startRelay(other.db);
      await write(4, 4);
      await allCarried();
      expect(await unpublishedEvents(other.db, 9)).toHaveLength(2);
      expect(await stream()).toEqual(inOrder(4));
    } finally {
      relays.at(-1)?.stop.abort();
      await relays.at(-1)?.done;
      await other.drop();
    }
  });

  test('whose end the stream has lost are added in their places', async () => {
    startRelay();
    await write(1, 6);
    await allCarried();
    for (const { stop } of relays) stop.abort();
    await Promise.all(relays.map(({ done }) => done));
    // As after a power failure: the server has forgotten what it had acknowledged.
    const log = await createNatsEventLog({ url: nats.url, logger });
    const state = await log.state();
    await log.begin(state?.installation ?? '', 1);
    const rows = await database.db.selectFrom('outbox').selectAll().orderBy('id').limit(2).execute();
    for (const [index, row] of rows.entries()) await log.append(busEventOf(row), index + 1);
    await log.close();
    startRelay();
    await write(7, 7);
    await allCarried();
    expect(await stream()).toEqual(inOrder(7));
  });

  test('keep their places where the outbox has let go of many between them', async () => {
    startRelay();
    await write(1, 265);
    await allCarried();
    for (const { stop } of relays) stop.abort();
    await Promise.all(relays.map(({ done }) => done));
    await sql`delete from outbox where stream_seq between 4 and 260`.execute(database.db);
    await nats.resume({ withoutData: true });
    startRelay();
    await write(266, 266);
    await allCarried();
    const placed = await stream();
    expect(placed.map(([seq]) => seq)).toEqual(Array.from({ length: 266 }, (_, index) => index + 1));
    expect(placed.flatMap(([, n]) => n ?? [])).toEqual([1, 2, 3, 261, 262, 263, 264, 265, 266]);
  });

  test('are built again by command while they are carried on', async () => {
    startRelay();
    await write(1, 4);
    await allCarried();
    const log = await createNatsEventLog({ url: nats.url, logger });
    const [last] = await Promise.all([rebuildStream({ db: database.db, log, logger }), write(5, 30)]);
    expect(last).toBeGreaterThanOrEqual(4);
    await log.close();
    await allCarried();
    expect(await stream()).toEqual(inOrder(30));
  });
});
