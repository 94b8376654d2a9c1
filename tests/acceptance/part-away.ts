import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { PartName } from '../../launcher/stack/part.ts';
import { eventually } from '../support/eventually.ts';
import type { BootedStack } from '../support/stack.ts';
import { ready } from './trader.ts';

const WITHIN_MS = 60_000;

export interface Outage {
  readonly startedAt: number;
  readonly backAt: number;
}

/** Kills a part and holds its port, so that the launcher cannot bring it back until `over`. */
export async function away(stack: BootedStack, part: PartName) {
  const { addresses } = stack.stackJson();
  const address =
    part === 'temporal'
      ? `tcp://${addresses.temporal ?? ''}`
      : String(addresses[part === 'nats' ? 'nats' : 'postgres']);
  const port = Number(new URL(address).port);
  const startedAt = Date.now();
  const occupant = await eventually(
    `the port of ${part} is held`,
    async () => {
      const pid = stack.stackJson().processes[part]?.[0];
      if (pid !== undefined) killIfThere(pid);
      return await occupy(port);
    },
    WITHIN_MS,
  );
  const outage = { startedAt, backAt: startedAt };
  return Object.assign(outage, {
    async over() {
      occupant.close();
      await ready(stack);
      outage.backAt = Date.now();
    },
  });
}

/** Stops a part with all its children where they stand: it takes connections and answers nothing, until `over`. */
export function frozen(pid: number) {
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    // The parent first: once it stands still, nobody is added.
    process.kill(pid, name);
    for (const child of childrenOf(pid)) process.kill(child, name);
  };
  const outage = { startedAt: Date.now(), backAt: Date.now() };
  signal('SIGSTOP');
  return Object.assign(outage, {
    over() {
      signal('SIGCONT');
      outage.backAt = Date.now();
    },
  });
}

function childrenOf(pid: number): readonly number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return listed
    .split(' ')
    .filter((one) => one !== '')
    .map(Number);
}

/** The launcher may not have noted yet that it is gone. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Takes connections and ends them; undefined while somebody else listens. */
function occupy(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
