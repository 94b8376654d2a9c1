import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsPart } from '../../launcher/parts/nats.ts';
import { requireTool } from '../../launcher/require-tool.ts';
import { freePort } from '../../launcher/stack/free-port.ts';
import { type Supervised, supervise } from '../../launcher/stack/supervise.ts';

/** A NATS server of one test's own, with its data in a temp folder. */
export interface RunningNats {
  readonly url: string;
  /** Ends the server; its data stay. */
  halt(): Promise<void>;
  /** Starts it again on the same port, on its data or on none. */
  resume(options?: { readonly withoutData?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

export async function startNats(): Promise<RunningNats> {
  const folder = await mkdtemp(join(tmpdir(), 'alphaflow-nats-'));
  const port = await freePort();
  const storeDir = join(folder, 'data');
  const silent = { onProcess: () => {}, onDeath: () => {}, onRecovery: () => {} };
  const launch = async (): Promise<Supervised> => {
    const executable = requireTool('nats-server');
    const server = supervise(
      natsPart({ executable, port, storeDir, logFile: join(folder, 'nats.log') }),
      silent,
    );
    await server.start();
    return server;
  };
  let server: Supervised | undefined = await launch();
  const halt = async () => {
    await server?.stop();
    server = undefined;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    halt,
    async resume({ withoutData = false } = {}) {
      await halt();
      if (withoutData) await rm(storeDir, { recursive: true, force: true });
      server = await launch();
    },
    async stop() {
      await halt();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
