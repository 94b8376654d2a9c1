import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/** About a second of attempts: a person waits for the answer, and may ask again. */
const ATTEMPTS_MAX = 5;
const RECONNECT_BACKOFF_MS_MAX = 1_000;

/** A connection that is made when it is first used, gives up within a second or so, and comes back as quickly. */
export function connectTemporal(options: ConnectionOptions): Connection {
  return Connection.lazy({
    ...options,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: ATTEMPTS_MAX }))],
    channelArgs: { ...options.channelArgs, 'grpc.max_reconnect_backoff_ms': RECONNECT_BACKOFF_MS_MAX },
  });
}
