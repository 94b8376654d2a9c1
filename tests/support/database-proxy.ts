import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a database that can be taken away: `away` refuses everybody, `frozen` takes connections and brings nothing. */
export interface DatabaseProxy {
  /** The database's address by this way. */
  readonly url: string;
  away(): Promise<void>;
  frozen(): void;
  back(): Promise<void>;
  close(): Promise<void>;
}

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname: host, port } = new URL(databaseUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const serve = (near: Socket): void => {
    const far = connect({ host, port: Number(port) });
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
    if (isFrozen) hold(pair);
  };
  const hold = (pair: readonly [Socket, Socket]) => {
    for (const socket of pair) socket.pause();
  };
  let server: Server = await listening(serve, 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${address.port}`;
  const away = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const [near] of pairs) near.destroy();
    await closed;
  };
  return {
    url: url.href,
    away,
    frozen() {
      isFrozen = true;
      for (const pair of pairs) hold(pair);
    },
    async back() {
      isFrozen = false;
      if (!server.listening) server = await listening(serve, address.port);
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    close: away,
  };
}

async function listening(serve: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(serve).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
