import { createServer } from 'node:net';

/** The port itself when it is free on loopback, a free one for 0, undefined when it is taken. */
export function claimPort(port: number): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
    else reject(error);
  });
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    const address = server.address();
    const claimed = typeof address === 'object' && address !== null ? address.port : undefined;
    server.close(() => {
      resolve(claimed);
    });
  });
  return promise;
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const port = await claimPort(0);
  if (port === undefined) throw new Error('the system gave no free port');
  return port;
}
