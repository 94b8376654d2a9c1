import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateError } from './open-state.ts';

/** A Unix socket's path must be shorter than about 104 bytes on every system. */
const MAX_PATH = 100;

/**
 * Keeps a second sandbox from writing to the same state: a Unix socket in the folder (for a long path, one named
 * after it in the temp folder), which the system gives up when its process dies, however it dies.
 * @throws StateError when another process holds it, or the folder cannot be made.
 */
export async function lockState(directory: string): Promise<Server> {
  const path = socketPath(directory);
  if (await isHeld(path)) throw new StateError(`the state in ${directory} is in use by another sandbox`);
  const server = createServer((socket) => socket.destroy());
  try {
    mkdirSync(directory, { recursive: true });
    rmSync(path, { force: true });
    server.listen(path);
    await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StateError(`the state folder ${directory} cannot be used: ${reason}`, { cause });
  }
  server.unref();
  return server;
}

function socketPath(directory: string): string {
  const inside = join(directory, 'lock.sock');
  if (Buffer.byteLength(inside) < MAX_PATH) return inside;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return join(tmpdir(), `alphaflow-sandbox-${name}.sock`);
}

async function isHeld(path: string): Promise<boolean> {
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
