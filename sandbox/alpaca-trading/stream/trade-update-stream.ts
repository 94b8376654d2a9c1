import type { RawData, WebSocket } from 'ws';
import { isRecord, type JsonRecord } from '../../server/json-record.ts';
import { createFaultedEvents } from '../../world/faulted-events.ts';
import type { StreamFaults } from '../../world/stream-fault.ts';
import type { Account } from '../ledger/account.ts';
import type { TradeUpdate } from '../matching/bookkeeper.ts';

const REFUSED_KEY = 'INVALID';

interface Client {
  readonly socket: WebSocket;
  accountId: string | undefined;
  listening: boolean;
}

interface TradeUpdateStream {
  /** Takes over an accepted socket of `/stream`. */
  readonly accept: (socket: WebSocket) => void;
  /** Drops every connection and stops. */
  close(): void;
}

/** Alpaca's `/stream`: `authenticate`, then `listen` to `trade_updates`. JSON in binary frames, as paper sends it. */
export function createTradeUpdateStream(deps: {
  readonly account: (keyId: string) => Account;
  readonly onTradeUpdate: (listener: (update: TradeUpdate) => void) => () => void;
  readonly faults: StreamFaults;
}): TradeUpdateStream {
  const clients = new Set<Client>();
  const deliver = createFaultedEvents<TradeUpdate>(deps.faults, 'trade-updates', (update) => {
    for (const client of clients) {
      if (client.listening && client.accountId === update.accountId) {
        send(client.socket, { stream: 'trade_updates', data: update.data });
      }
    }
  });
  const dropAll = (): void => {
    for (const { socket } of clients) socket.terminate();
  };
  const stopUpdates = deps.onTradeUpdate(deliver);
  const stopDrops = deps.faults.onDrop('trade-updates', dropAll);

  const authenticate = (client: Client, keyId: unknown): void => {
    const authorized = typeof keyId === 'string' && keyId !== '' && keyId !== REFUSED_KEY;
    client.accountId = authorized ? deps.account(keyId).id : undefined;
    client.listening &&= authorized;
    authorization(client.socket, authorized ? 'authorized' : 'unauthorized', 'authenticate');
  };

  const listen = (client: Client, streams: unknown): void => {
    if (client.accountId === undefined) {
      authorization(client.socket, 'unauthorized', 'listen');
      return;
    }
    client.listening = Array.isArray(streams) && streams.includes('trade_updates');
    const confirmed = client.listening ? ['trade_updates'] : [];
    send(client.socket, { stream: 'listening', data: { streams: confirmed } });
  };

  return {
    accept: (socket) => {
      const client: Client = { socket, accountId: undefined, listening: false };
      clients.add(client);
      socket.on('close', () => clients.delete(client));
      socket.on('error', () => socket.terminate());
      socket.on('message', (raw) => {
        const message = parse(raw);
        const data = isRecord(message?.['data']) ? message['data'] : {};
        const action = message?.['action'];
        if (action === 'authenticate') authenticate(client, data['key_id']);
        else if (action === 'auth') authenticate(client, message?.['key']);
        else if (action === 'listen') listen(client, data['streams']);
        else send(socket, { action: 'error', data: { error_message: 'invalid syntax' } });
      });
    },
    close: () => {
      stopUpdates();
      stopDrops();
      dropAll();
    },
  };
}

function parse(raw: RawData): JsonRecord | undefined {
  const bytes = Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(new Uint8Array(raw));
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function authorization(socket: WebSocket, status: string, action: string): void {
  send(socket, { stream: 'authorization', data: { status, action } });
}

function send(socket: WebSocket, message: JsonRecord): void {
  if (socket.readyState === socket.OPEN) socket.send(Buffer.from(JSON.stringify(message)));
}
