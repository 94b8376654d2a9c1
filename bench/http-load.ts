import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * Asks for one address so many times in all on `connections` sockets, each waiting for its answer. Gives the answers a
 * second. A client of bytes, so that what is measured is the server. @throws when an answer is not 200.
 */
export async function load(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly requests: number;
}): Promise<{ readonly perSecond: number }> {
  const { hostname, port, host, pathname, search } = new URL(options.url);
  const lines = Object.entries({ host, ...options.headers }).map(([name, value]) => `${name}: ${value}`);
  const request = [`GET ${pathname}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  const startedAt = performance.now();
  let left = options.requests;
  const takeOne = () => {
    left -= 1;
    return left >= 0;
  };
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      askWhile(connect({ host: hostname, port: Number(port), noDelay: true }), request, takeOne),
    ),
  );
  return { perSecond: (options.requests * 1_000) / (performance.now() - startedAt) };
}

function askWhile(socket: Socket, request: string, takeOne: () => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let buffered: Buffer = Buffer.alloc(0);
  const goOn = () => {
    if (takeOne()) {
      socket.write(request);
      return;
    }
    socket.destroy();
    resolve();
  };
  socket.once('error', reject);
  socket.once('connect', goOn);
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
    goOn();
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
