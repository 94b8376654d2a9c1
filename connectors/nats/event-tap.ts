import type { Logger } from '../../telemetry/log.ts';
import { closeNats, connectNats } from './connect.ts';
import { ALPHAFLOW_STREAM } from './event-stream.ts';

/** One user's events as they pass on the bus, from when it is open. Keeps nothing and acknowledges nothing. */
export interface OpenTap {
  /** The subject of the first event whose body holds `text`. Rejects once `signal` aborts. */
  heard(text: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** Taps a user's events. @throws SourceOutage when NATS is not there */
export async function openEventTap(options: {
  readonly url: string;
  readonly userId: string;
  readonly logger: Logger;
}): Promise<OpenTap> {
  const { url, userId, logger } = options;
  const connection = await connectNats({ url, name: 'tap', logger });
  const subscription = connection.subscribe(ALPHAFLOW_STREAM.subjects.replace('>', `${userId}.>`));
  await connection.flush();
  return {
    async heard(text, signal) {
      signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
      for await (const message of subscription) {
        if (message.string().includes(text)) return message.subject;
      }
      throw new Error('the event did not arrive');
    },
    close: () => closeNats(connection),
  };
}
