import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Part } from '../stack/part.ts';
import { httpBody } from '../stack/probe.ts';

/** What workflows are searched by: typed, unencrypted, so no account ids. */
export const searchAttributes = {
  Strategy: 'Keyword',
  Symbols: 'KeywordList',
  Mode: 'Keyword',
  Outcome: 'Keyword',
} as const;

export interface TemporalOptions {
  readonly executable: string;
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
  readonly logFile: string;
  /** Where the Web UI has encrypted payloads decrypted; undefined where nothing is encrypted. */
  readonly codecEndpoint?: string | undefined;
  /** The database file; in memory without one. */
  readonly databaseFile: string | undefined;
}

/**
 * The Temporal dev server with its Web UI. Its transfer queue polls 20 times a second by default, which would
 * cost 50 ms for every activity; a file needs WAL, or every step waits for the disk.
 */
export function temporalPart(options: TemporalOptions): Part {
  const { databaseFile, codecEndpoint } = options;
  const flags: readonly (readonly [flag: string, value: string])[] = [
    ['--ip', '127.0.0.1'],
    ['--port', String(options.port)],
    ['--ui-port', String(options.uiPort)],
    ['--namespace', options.namespace],
    ['--log-level', 'warn'],
    ['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=2000'],
    ...Object.entries(searchAttributes).map(
      ([name, type]) => ['--search-attribute', `${name}=${type}`] as const,
    ),
    ...(codecEndpoint === undefined ? [] : [['--ui-codec-endpoint', codecEndpoint] as const]),
    ...(databaseFile === undefined ? [] : onFile(databaseFile)),
  ];
  return {
    name: 'temporal',
    title: 'Temporal',
    command: options.executable,
    args: ['server', 'start-dev', ...flags.flat()],
    env: process.env,
    listens: [
      { port: options.port, variable: 'TEMPORAL_PORT' },
      { port: options.uiPort, variable: 'TEMPORAL_UI_PORT' },
    ],
    logFile: options.logFile,
    prepare: async () => {
      if (databaseFile !== undefined) await mkdir(dirname(databaseFile), { recursive: true });
    },
    isReady: () => knowsSearchAttributes(options),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 10_000,
  };
}

function onFile(databaseFile: string): readonly (readonly [flag: string, value: string])[] {
  return [
    ['--db-filename', databaseFile],
    ['--sqlite-pragma', 'journal_mode=WAL'],
    ['--sqlite-pragma', 'synchronous=NORMAL'],
  ];
}

/** The Web UI forwards to the server, so one HTTP call tells that both serve and the attributes are registered. */
async function knowsSearchAttributes({ uiPort, namespace }: TemporalOptions): Promise<boolean> {
  const body = await httpBody(`http://127.0.0.1:${uiPort}/api/v1/namespaces/${namespace}/search-attributes`);
  return body !== undefined && Object.keys(searchAttributes).every((name) => body.includes(`"${name}"`));
}
