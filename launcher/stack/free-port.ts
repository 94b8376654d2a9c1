import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below every system's ephemeral ports: no outgoing connection takes one between the claim and its use. */
const RANGE = { from: 15_000, to: 32_000 };
/** Each process looks in a part of the range that is its own by its id: two that start at once never choose the same. */
const OWN = 20;
const RANDOM_TRIES = 100;
let claims = 0;

/** The port itself when it is free on loopback, a free one for 0, undefined when it is taken. */
export async function claimPort(port: number): Promise<number | undefined> {
  if (port !== 0) return (await isFree(port)) ? port : undefined;
  const own = RANGE.from + (process.pid % ((RANGE.to - RANGE.from) / OWN)) * OWN;
  for (let tries = 0; tries < OWN + RANDOM_TRIES; tries += 1) {
    const candidate = tries < OWN ? own + (claims++ % OWN) : randomInt(RANGE.from, RANGE.to);
    if (await isFree(candidate)) return candidate;
  }
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
    else reject(error);
  });
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    server.close(() => {
      resolve(true);
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
