import type { IncomingMessage, Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';

/** What takes the WebSocket connections of one path. */
export type StreamEndpoint = (socket: WebSocket, request: IncomingMessage) => void;

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the application and the streams on one port of `host`; port 0 picks a free one. */
export async function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  streams: ReadonlyMap<string, StreamEndpoint>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: { keepAliveTimeout: 65_000 } });
  if (!('keepAliveTimeout' in server)) throw new Error('an HTTP/1 server was expected');
  serveStreams(server, streams);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`port ${port} cannot be used: ${cause.message}`, { cause }));
    });
    server.listen(port, host, () => {
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://${host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serveStreams(server: Server, streams: ReadonlyMap<string, StreamEndpoint>): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const endpoint = streams.get((request.url ?? '').split('?')[0] ?? '');
    if (!endpoint) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, endpoint);
  });
}
