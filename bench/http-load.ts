import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * Asks for one address over and over on `connections` sockets, each waiting for its answer, for `ms`. Gives the answers, in
 * all and a second. A client of bytes, so that what is measured is the server. @throws when an answer is not 200.
 */
export async function load(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly ms: number;
}): Promise<{ readonly answers: number; readonly perSecond: number }> {
  const { hostname, port, host, pathname, search } = new URL(options.url);
  const lines = Object.entries({ host, ...options.headers }).map(([name, value]) => `${name}: ${value}`);
  const request = [`GET ${pathname}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  const endsAt = performance.now() + options.ms;
  const startedAt = performance.now();
  const counts = await Promise.all(
    Array.from({ length: options.connections }, () =>
      askUntil(connect({ host: hostname, port: Number(port), noDelay: true }), request, endsAt),
    ),
  );
  const answers = counts.reduce((sum, count) => sum + count, 0);
  return { answers, perSecond: (answers * 1_000) / (performance.now() - startedAt) };
}

function askUntil(socket: Socket, request: string, endsAt: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let count = 0;
  let buffered: Buffer = Buffer.alloc(0);
  socket.once('error', reject);
  socket.once('connect', () => socket.write(request));
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const length = lengthOf(buffered);
    if (length === undefined || buffered.length < length) return;
    if (!buffered.subarray(0, 15).toString('latin1').startsWith('HTTP/1.1 200')) {
      socket.destroy();
      reject(new Error(buffered.subarray(0, 300).toString('utf8')));
      return;
    }
    buffered = buffered.subarray(length);
    count += 1;
    if (performance.now() < endsAt) {
      socket.write(request);
      return;
    }
    socket.destroy();
    resolve(count);
  });
  return promise;
}

/** Head and body together; undefined while the head is not there whole. */
function lengthOf(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.subarray(0, end + 2).toString('latin1'))?.[1];
  if (length === undefined) throw new Error('an answer without its length');
  return end + HEAD_END.length + Number(length);
}
