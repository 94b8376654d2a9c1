import {
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamUpdateConfig,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';

/** A stream and the subjects it keeps. */
export interface EventStream {
  readonly name: string;
  readonly subjects: string;
}

/** Every event of the platform is on this stream; consumers pick by subject. */
export const ALPHAFLOW_STREAM: EventStream = { name: 'ALPHAFLOW', subjects: 'alphaflow.>' };

const HOUR_MS = 3_600_000;
/** JetStream's own code for "stream not found". */
export const STREAM_NOT_FOUND = 10_059;

const SETTINGS = {
  discard: DiscardPolicy.Old,
  max_age: nanos(7 * 24 * HOUR_MS),
  max_bytes: 1024 * 1024 * 1024,
  // As long as an outbox may need to send an event again after a crash.
  duplicate_window: nanos(HOUR_MS),
} satisfies Partial<StreamUpdateConfig>;

/** The key in the stream's metadata that says whose events it holds. */
export const INSTALLATION = 'alphaflow-installation';

/** The stream of one installation's events, as it is made. */
export function newStream(
  stream: EventStream,
  { installation, firstSeq }: { readonly installation: string; readonly firstSeq: number },
) {
  return {
    ...SETTINGS,
    name: stream.name,
    subjects: [stream.subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    first_seq: firstSeq,
    metadata: { [INSTALLATION]: installation },
  };
}

/** Makes the stream, or brings an older one to these settings. Doing it twice changes nothing. */
export async function ensureEventStream(connection: NatsConnection, stream: EventStream): Promise<void> {
  const { streams } = await jetstreamManager(connection);
  const settings = { ...SETTINGS, subjects: [stream.subjects] };
  try {
    await streams.update(stream.name, settings);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NOT_FOUND) throw error;
    const fixed = { retention: RetentionPolicy.Limits, storage: StorageType.File };
    await streams.add({ name: stream.name, ...fixed, ...settings });
  }
}
