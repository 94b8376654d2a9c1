import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type EventStream, STREAM_NOT_FOUND } from './event-stream.ts';
import { natsServer } from './nats-server.ts';

/** Apart from the events: what is anchored tells of no change, and nobody but the verifier reads it. */
export const AUDIT_ANCHOR_STREAM: EventStream = { name: 'ALPHAFLOW_AUDIT', subjects: 'alphaflow-audit.>' };

const CONNECT_TIMEOUT_MS = 5_000;

/** Where the anchors of a chain are told; the newest message is the newest anchor. */
export function auditAnchorSubject(database: string, chain: string): string {
  return `alphaflow-audit.${database}.${chain}`;
}

/** The newest anchor of each chain of a database that the stream holds, unread. @throws when NATS does not answer. */
export async function readAnchoredOnNats(url: string, database: string): Promise<readonly unknown[]> {
  const connection = await connect({ ...natsServer(url), timeout: CONNECT_TIMEOUT_MS, reconnect: false });
  const { name } = AUDIT_ANCHOR_STREAM;
  try {
    const { streams } = await jetstreamManager(connection);
    const { state } = await streams.info(name, { subjects_filter: auditAnchorSubject(database, '*') });
    const anchors: unknown[] = [];
    for (const subject of Object.keys(state.subjects ?? {})) {
      const message = await streams.getMessage(name, { last_by_subj: subject });
      if (message !== null) anchors.push(message.json());
    }
    return anchors;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return [];
    throw error;
  } finally {
    await connection.close();
  }
}
