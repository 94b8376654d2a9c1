import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TradeUpdate } from '../../domain/order.ts';
import { createLogger } from '../../telemetry/log.ts';
import { followTradeUpdates } from './follow-trade-updates.ts';
import { SAMPLE_ORDER } from './sample-answers.ts';
import { type StreamScript, startScriptedStream } from './scripted-stream.ts';

const timings = {
  pingIntervalMs: 10_000,
  pongWaitMs: 10_000,
  listeningWithinMs: 10_000,
  initialReconnectMs: 10,
  maxReconnectMs: 20,
};
/** For a server that says nothing: it is not waited for, and the next one has all the time it needs. */
const IMPATIENT = { pingIntervalMs: 40, pongWaitMs: 40, listeningWithinMs: 150 };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function fill(index: number, more: object = {}) {
  const data = {
    event: 'partial_fill',
    execution_id: `exec-${index}`,
    timestamp: '2026-03-02T14:31:01.123456789Z',
    price: '174.780',
    qty: '1',
    position_qty: '7',
    order: { ...SAMPLE_ORDER, status: 'partially_filled', filled_qty: String(index) },
    ...more,
  };
  return { stream: 'trade_updates', data };
}

async function following(
  scripts: readonly StreamScript[],
  reactions: { onUpdate?: (update: TradeUpdate) => Promise<void>; onConnected?: () => Promise<void> } = {},
  patience = {},
) {
  const stream = await startScriptedStream(scripts);
  const controller = new AbortController();
  const updates: TradeUpdate[] = [];
  const story: string[] = [];
  const followed = followTradeUpdates(
    {
      url: stream.url,
      credentials: { keyId: 'PKUNIT', secretKey: 'secret' },
      logger: createLogger({ name: 'unit', level: 'silent' }),
      timings: { ...timings, ...patience },
    },
    {
      async onUpdate(update) {
        await reactions.onUpdate?.(update);
        updates.push(update);
        story.push(update.execution?.executionId ?? update.event);
      },
      async onConnected() {
        story.push('connected');
        await reactions.onConnected?.();
      },
      onDisconnected() {
        story.push('disconnected');
      },
    },
    controller.signal,
  );
  const end = followed.catch((error: unknown) => error);
  closers.push(async () => {
    controller.abort();
    await end;
    await stream.close();
  });
  return { stream, updates, story, end, controller };
}

const until = async (check: () => void) => await vi.waitFor(check, { timeout: 3_000, interval: 5 });

describe('following trade updates', () => {
  test('logs in, listens, and tells the execution apart from the order’s total', async () => {
    const { stream, updates, story } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    expect(stream.heard).toEqual([
      { action: 'authenticate', data: { key_id: 'PKUNIT', secret_key: 'secret' } },
      { action: 'listen', data: { streams: ['trade_updates'] } },
    ]);
    stream.send(fill(2));
    await until(() => expect(updates).toHaveLength(1));
    expect(updates[0]).toMatchObject({
      event: 'partial_fill',
      at: '2026-03-02T14:31:01.123Z',
      order: { clientOrderId: SAMPLE_ORDER.client_order_id, status: 'partially_filled', filledQty: '2' },
      execution: { executionId: 'exec-2', qty: '1', price: '174.78', cumulativeQty: '2' },
    });
  });

  test('an event that is no fill has no execution, and takes the order’s time where it has none', async () => {
    const { stream, updates, story } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.send({
      stream: 'trade_updates',
      data: { event: 'pending_new', execution_id: null, order: SAMPLE_ORDER },
    });
    await until(() => expect(updates).toHaveLength(1));
    expect(updates[0]).not.toHaveProperty('execution');
    expect(updates[0]?.at).toBe('2026-03-02T14:31:00.987Z');
  });

  const order = { ...SAMPLE_ORDER, filled_qty: '1' };
  const taken = { previous_execution_id: 'exec-1', order };
  test.each([
    ['trade_bust', taken, { executionId: 'exec-1' }],
    [
      'trade_correct',
      taken,
      {
        executionId: 'exec-1',
        correctedBy: { executionId: 'exec-9', qty: '1', price: '174.78', cumulativeQty: '1' },
      },
    ],
    ['trade_bust', { order }, {}],
    ['trade_correct', { ...taken, price: null }, {}],
  ])('%s tells which execution is gone and what stands, as far as it says: %j', async (event, more, bust) => {
    const { stream, updates, story } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.send(fill(9, { event, ...more }));
    await until(() => expect(updates).toHaveLength(1));
    expect(updates[0]).toMatchObject({ event, order: { filledQty: '1' } });
    expect(updates[0]).not.toHaveProperty('execution');
    expect(updates[0]?.bust).toMatchObject(bust);
    expect(Object.keys(updates[0]?.bust ?? {})).toEqual(Object.keys(bust));
  });

  test('restated: the order as the exchange has changed it, and no execution', async () => {
    const { stream, updates, story } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.send(fill(1, { event: 'restated', order: { ...SAMPLE_ORDER, qty: '1.5', limit_price: '87.39' } }));
    await until(() => expect(updates).toHaveLength(1));
    expect(updates[0]).toMatchObject({ event: 'restated', order: { qty: '1.5', limitPrice: '87.39' } });
    expect(updates[0]).not.toHaveProperty('execution');
    expect(updates[0]).not.toHaveProperty('bust');
  });

  test('the next event waits for the listener, in the order of arrival', async () => {
    const gates = Array.from({ length: 3 }, () => Promise.withResolvers<undefined>());
    let begun = 0;
    const { stream, story } = await following([{}], {
      onUpdate: async () => {
        await gates[begun++]?.promise;
      },
    });
    await until(() => expect(story).toEqual(['connected']));
    for (const index of [1, 2, 3]) stream.send(fill(index));
    await until(() => expect(begun).toBe(1));
    gates[2]?.resolve(undefined);
    gates[1]?.resolve(undefined);
    expect(story).toEqual(['connected']);
    gates[0]?.resolve(undefined);
    await until(() => expect(story).toEqual(['connected', 'exec-1', 'exec-2', 'exec-3']));
  });

  test('after a lost connection it connects again, and says so once each time', async () => {
    const { stream, story } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.sockets.at(-1)?.terminate();
    await until(() => expect(story).toEqual(['connected', 'disconnected', 'connected']));
    stream.send(fill(1));
    await until(() => expect(story.at(-1)).toBe('exec-1'));
  });

  test('it comes back after more failures than the SDK allows by default', async () => {
    const broken: StreamScript[] = Array.from({ length: 14 }, () => ({
      authorize: 'silent',
      answerPings: false,
    }));
    const { stream, story } = await following([...broken, {}], {}, IMPATIENT);
    await until(() => expect(story.at(-1)).toBe('connected'));
    expect(stream.sockets).toHaveLength(15);
  });

  test('a socket that stays open and says nothing is found dead', async () => {
    const { stream, story } = await following([{ answerPings: false }, {}], {}, IMPATIENT);
    await until(() => expect(story).toEqual(['connected', 'disconnected', 'connected']));
    expect(stream.sockets).toHaveLength(2);
  });

  test.each<StreamScript>([{ authorize: 'silent' }, { listen: 'silent' }])(
    'a server that never finishes the greeting (%j) is left for another try',
    async (script) => {
      const { story } = await following([script, {}], {}, IMPATIENT);
      await until(() => expect(story).toEqual(['disconnected', 'connected']));
    },
  );

  test('an event for something else than shares is passed over', async () => {
    const { stream, story } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.send(fill(1, { order: { ...SAMPLE_ORDER, asset_class: 'us_option', symbol: '', side: '' } }));
    stream.send(fill(2));
    await until(() => expect(story).toEqual(['connected', 'exec-2']));
  });
});

describe('the end of following', () => {
  test('an abort closes the socket, and resolves once the running event is done', async () => {
    const gate = Promise.withResolvers<undefined>();
    let begun = 0;
    const { stream, story, end, controller } = await following([{}], {
      onUpdate: async () => {
        begun += 1;
        await gate.promise;
      },
    });
    await until(() => expect(story).toEqual(['connected']));
    stream.send(fill(1));
    stream.send(fill(2));
    await until(() => expect(begun).toBe(1));
    controller.abort();
    await until(() => expect(stream.sockets[0]?.readyState).toBe(3));
    story.push('closed');
    gate.resolve(undefined);
    expect(await end).toBeUndefined();
    expect(story).toEqual(['connected', 'closed', 'exec-1']);
  });

  test('an abort before the start never connects', async () => {
    const stream = await startScriptedStream([{}]);
    closers.push(async () => await stream.close());
    const nothing = { onUpdate: async () => {}, onConnected: async () => {}, onDisconnected: () => {} };
    const logger = createLogger({ name: 'unit', level: 'silent' });
    const credentials = { keyId: 'PKUNIT', secretKey: 'secret' };
    await followTradeUpdates({ url: stream.url, credentials, logger, timings }, nothing, AbortSignal.abort());
    expect(stream.sockets).toHaveLength(0);
  });

  test.each(['onUpdate', 'onConnected'] as const)('what %s throws ends it with that error', async (step) => {
    const failure = new Error('the ledger is down');
    const { stream, end } = await following([{}], { [step]: async () => await Promise.reject(failure) });
    await until(() => expect(stream.heard).toHaveLength(2));
    stream.send(fill(1));
    expect(await end).toBe(failure);
  });

  test('refused keys end it as unauthorized, without another try', async () => {
    const { stream, end } = await following([{ authorize: 'no' }]);
    expect(await end).toMatchObject({ name: 'SourceOutage', kind: 'unauthorized' });
    expect(stream.sockets).toHaveLength(1);
  });

  test.each([
    ['a fill without its execution', fill(1, { execution_id: null })],
    ['an order without a status', fill(1, { order: { ...SAMPLE_ORDER, status: undefined } })],
    ['an update without an order', { stream: 'trade_updates', data: { event: 'fill' } }],
  ])('%s ends it as malformed, so that it is caught up over REST', async (_name, frame) => {
    const { stream, story, end } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.send(frame);
    expect(await end).toMatchObject({ name: 'SourceOutage', kind: 'malformed' });
  });

  test('a frame that is not JSON ends it as malformed', async () => {
    const { stream, story, end } = await following([{}]);
    await until(() => expect(story).toEqual(['connected']));
    stream.sendText('<html>');
    expect(await end).toMatchObject({ kind: 'malformed' });
  });
});
