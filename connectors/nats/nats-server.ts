import type { TlsOptions } from '@nats-io/transport-node';

/** Where a NATS server is and as whom it is spoken to, as the client library wants it. */
export interface NatsServer {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly tls?: TlsOptions;
}

/**
 * Reads `nats://user:password@host:port` (`tls://` asks for TLS). The library passes over what stands before the `@`.
 */
export function natsServer(url: string): NatsServer {
  const { protocol, host, username, password } = new URL(url);
  return {
    servers: host,
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(protocol === 'tls:' ? { tls: {} } : {}),
  };
}
