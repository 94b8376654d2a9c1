import { once } from 'node:events';
import { connect } from 'node:net';

/** Clients of the event stream that take its head and then nothing more. Gives how to end each. */
export async function openSlowReaders(
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  count: number,
): Promise<readonly (() => void)[]> {
  const { hostname, port } = new URL(url);
  const request = `GET /v1/events HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${apiKey}\r\n\r\n`;
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(request);
      await once(socket, 'readable');
      return () => socket.destroy();
    }),
  );
}
