import { once } from 'node:events';
import { createServer } from 'node:http';

/** `unavailable` answers 503, `silent` never answers, `cut` drops the connection in the middle of an answer. */
export type Trouble = 'unavailable' | 'silent' | 'cut';

/** A server on loopback that has one trouble, for as long as a drill takes. */
export async function startDrillServer(
  trouble: Trouble,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    if (trouble === 'unavailable') response.writeHead(503).end('{"message":"drill"}');
    if (trouble !== 'cut') return;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('[', () => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the drill’s server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
