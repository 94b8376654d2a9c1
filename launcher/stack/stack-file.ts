import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PartName } from './part.ts';

/** `.alphaflow/stack.json`: what runs where. People, checks and the next launcher read it. */
const stackFile = z.object({
  processes: z.partialRecord(
    z.enum(['worker', 'api', 'postgres', 'temporal', 'nats', 'sandbox']),
    z.array(z.int().positive()),
  ),
  addresses: z.partialRecord(
    z.enum(['api', 'temporal', 'temporalUi', 'postgres', 'nats', 'sandbox']),
    z.string(),
  ),
  /** The account that trades: its key id finds it in the sandbox when nothing else is left to ask. */
  broker: z.object({ mode: z.enum(['sandbox', 'paper', 'live']), keyId: z.string() }).optional(),
  /** Where the worker shows its figures. */
  metricsPort: z.int().optional(),
  /** Start time of every process above, so that a reused pid is never taken for ours. */
  startMarks: z.record(z.string(), z.string()),
});

export type StackFile = z.infer<typeof stackFile>;
export interface Addresses {
  readonly api: string;
  readonly temporal: string;
  readonly temporalUi: string | undefined;
  readonly postgres: string;
  readonly nats: string;
  readonly sandbox: string | undefined;
}

/** Builds the content of stack.json from what runs at this moment. */
export function describeStack(
  running: ReadonlyMap<PartName, number>,
  addresses: Addresses,
  markOf: (pid: number) => string | undefined,
  about: Pick<StackFile, 'broker' | 'metricsPort'> = {},
): StackFile {
  const marks = [...running.values()].flatMap((pid) => {
    const mark = markOf(pid);
    return mark === undefined ? [] : [[String(pid), mark] as const];
  });
  return stackFile.parse({
    processes: Object.fromEntries([...running].map(([name, pid]) => [name, [pid]])),
    addresses: Object.fromEntries(Object.entries(addresses).filter(([, address]) => address !== undefined)),
    startMarks: Object.fromEntries(marks),
    ...about,
  });
}

/** Replaces stack.json in one step; only its owner may read it, because the database's password is in it. */
export function writeStackFile(home: string, content: StackFile): void {
  const path = pathOf(home);
  writeFileSync(`${path}.next`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.next`, path);
}

export function removeStackFile(home: string): void {
  rmSync(pathOf(home), { force: true });
}

/** What a launcher before this one left; undefined when there is nothing, or nothing that can be read. */
export function readStackFile(home: string): StackFile | undefined {
  let text: string;
  try {
    text = readFileSync(pathOf(home), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return stackFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const pathOf = (home: string) => join(home, 'stack.json');
