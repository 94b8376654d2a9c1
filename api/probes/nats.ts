import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsServer } from '../../connectors/nats/nats-server.ts';
import type { Probe } from '../deps.ts';

const RECONNECT_WAIT_MS = 500;
const CLOSE_WITHIN_MS = 1_000;

/** Keeps one connection to NATS, made again without end, and asks it for a round trip. Needs no NATS at the start. */
export function natsProbe(url: string): { readonly probe: Probe; readonly close: () => Promise<void> } {
  let connection: NatsConnection | undefined;
  let isClosed = false;
  const opening = connect({
    ...natsServer(url),
    name: 'alphaflow-api',
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    waitOnFirstConnect: true,
  }).then(
    async (opened) => {
      connection = opened;
      if (isClosed) await opened.close();
    },
    () => undefined,
  );
  return {
    probe: async () => {
      if (connection === undefined) throw new Error('NATS has not been reached yet');
      await connection.rtt();
    },
    close: async () => {
      isClosed = true;
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSE_WITHIN_MS).unref();
      });
      await Promise.race([connection === undefined ? opening : connection.close(), late]);
    },
  };
}
