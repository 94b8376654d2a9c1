import type { RawData, WebSocket } from 'ws';
import { createFaultedEvents } from '../world/faulted-events.ts';
import type { StreamFaults } from '../world/stream-fault.ts';
import {
  asRequest,
  changeSubscriptions,
  channels,
  noSubscriptions,
  readLists,
  type Subscriptions,
  symbolsOf,
} from './stream-channels.ts';
import type { Messages, StreamCodec } from './stream-codec.ts';
import type { StreamEvent } from './stream-events.ts';

const authTimeoutMs = 10_000;
const symbolLimit = 30;

const errors = {
  400: 'invalid syntax',
  401: 'not authenticated',
  402: 'auth failed',
  403: 'already authenticated',
  404: 'auth timeout',
  405: 'symbol limit exceeded',
  406: 'connection limit exceeded',
  410: 'invalid subscribe action for this feed',
} as const;

/** Claims the one connection of a key: `refused` for a bad key, `busy` while another one holds it. */
export type ClaimKey = (key: string) => 'granted' | 'refused' | 'busy';

export interface StreamConnection {
  subscriptions(): Subscriptions;
  /** Sends those of the events that the client listens to, as far as the faults let them through. */
  deliver(events: readonly StreamEvent[]): void;
  /** Ends the connection at once, without a goodbye. */
  drop(): void;
}

interface ConnectionOptions {
  readonly socket: WebSocket;
  readonly codec: StreamCodec;
  readonly faults: StreamFaults;
  readonly claimKey: ClaimKey;
  /** How many symbols `*` stands for. */
  readonly marketSize: number;
  /** Called before a change of the subscriptions is confirmed. */
  readonly onSubscribe: () => void;
}

/** Speaks Alpaca's market stream protocol on one socket, from `connected` on. */
export function createStreamConnection(options: ConnectionOptions): StreamConnection {
  const { socket, codec, faults, claimKey, marketSize, onSubscribe } = options;
  /** The frame that is being made of one delivery; undefined between deliveries, when a late event comes alone. */
  let frame: StreamEvent[] | undefined;
  const faulted = createFaultedEvents<StreamEvent>(faults, 'market-stream', (event) => {
    if (frame) frame.push(event);
    else send([event.message]);
  });
  let isAuthenticated = false;
  let subscriptions = noSubscriptions();

  const send = (messages: Messages): void => {
    if (socket.readyState === socket.OPEN) socket.send(codec.encode(messages));
  };
  const fail = (code: keyof typeof errors): void => {
    send([{ T: 'error', code, msg: errors[code] }]);
  };
  const authTimer = setTimeout(() => {
    fail(404);
    socket.close();
  }, authTimeoutMs);
  authTimer.unref();

  const authenticate = (request: ReadonlyMap<string, unknown>): void => {
    if (isAuthenticated) {
      fail(403);
      return;
    }
    const [key, secret] = [request.get('key'), request.get('secret')];
    const isComplete = typeof key === 'string' && typeof secret === 'string' && key !== '' && secret !== '';
    const claim = isComplete ? claimKey(key) : 'refused';
    if (claim !== 'granted') {
      fail(claim === 'busy' ? 406 : 402);
      socket.close();
      return;
    }
    clearTimeout(authTimer);
    isAuthenticated = true;
    send([{ T: 'success', msg: 'authenticated' }]);
  };

  const subscribe = (request: ReadonlyMap<string, unknown>, action: 'subscribe' | 'unsubscribe'): void => {
    const lists = readLists(request);
    if (lists === undefined) {
      fail(400);
      return;
    }
    const changed = changeSubscriptions(subscriptions, lists, action);
    const symbols = symbolsOf(changed);
    if ((symbols.has('*') ? Math.max(marketSize, symbols.size) : symbols.size) > symbolLimit) {
      fail(405);
      return;
    }
    subscriptions = changed;
    onSubscribe();
    send([
      {
        T: 'subscription',
        ...Object.fromEntries(channels.map((channel) => [channel, [...changed[channel]]])),
      },
    ]);
  };

  const receive = (data: RawData, isBinary: boolean): void => {
    let request: ReadonlyMap<string, unknown> | undefined;
    try {
      request = asRequest(codec.decode(data, isBinary));
    } catch {
      request = undefined;
    }
    const action = request?.get('action');
    if (request === undefined || typeof action !== 'string') fail(400);
    else if (action === 'auth') authenticate(request);
    else if (!isAuthenticated) fail(401);
    else if (action === 'subscribe' || action === 'unsubscribe') subscribe(request, action);
    else fail(410);
  };

  socket.on('message', receive);
  socket.on('close', () => {
    clearTimeout(authTimer);
  });
  send([{ T: 'success', msg: 'connected' }]);

  return {
    subscriptions: () => subscriptions,
    deliver: (events) => {
      const wanted = events.filter(
        ({ channel, symbol }) => subscriptions[channel].has(symbol) || subscriptions[channel].has('*'),
      );
      frame = [];
      for (const event of wanted) faulted(event);
      const sent = frame;
      frame = undefined;
      if (sent.length > 0) send(sent.map((event) => event.message));
    },
    drop: () => {
      socket.terminate();
    },
  };
}
