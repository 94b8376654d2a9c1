import { mkdir } from 'node:fs/promises';
import type { Part } from '../stack/part.ts';
import { greeting } from '../stack/probe.ts';

export interface NatsOptions {
  readonly executable: string;
  readonly port: number;
  readonly storeDir: string;
  readonly logFile: string;
}

/** A NATS server with JetStream on loopback. */
export function natsPart(options: NatsOptions): Part {
  return {
    name: 'nats',
    title: 'NATS',
    command: options.executable,
    args: [
      '--addr',
      '127.0.0.1',
      '--port',
      String(options.port),
      '--jetstream',
      '--store_dir',
      options.storeDir,
    ],
    env: process.env,
    listens: [{ port: options.port, variable: 'NATS_PORT' }],
    logFile: options.logFile,
    prepare: async () => {
      await mkdir(options.storeDir, { recursive: true });
    },
    isReady: async () => /^INFO .*"jetstream":\s*true/.test((await greeting(options.port)) ?? ''),
    readyWithinMs: 30_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 10_000,
  };
}
