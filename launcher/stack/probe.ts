import { connect } from 'node:net';

const PROBE_TIMEOUT_MS = 1_000;

/** The body of a GET that answered 2xx; undefined while nothing (or an error) answers. */
export async function httpBody(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    const body = await answer.text();
    return answer.ok ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The first bytes a TCP server says by itself; undefined while it does not listen or says nothing. */
export function greeting(port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket = connect({ port, host: '127.0.0.1', timeout: PROBE_TIMEOUT_MS });
  const finish = (said: string | undefined) => {
    socket.destroy();
    resolve(said);
  };
  socket.once('data', (bytes) => {
    finish(bytes.toString('utf8'));
  });
  socket.once('error', () => {
    finish(undefined);
  });
  socket.once('timeout', () => {
    finish(undefined);
  });
  return promise;
}
