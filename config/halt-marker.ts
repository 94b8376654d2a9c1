import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const haltedAccount = z.object({
  mode: z.enum(['sandbox', 'paper', 'live']),
  keyId: z.string().min(1),
  /** False while, or when, the broker could not be asked to refuse new orders. */
  suspended: z.boolean(),
});
const haltMarker = z.object({ at: z.iso.datetime(), accounts: z.array(haltedAccount) });

/** One account that was halted with its keys alone. */
export type HaltedAccount = z.infer<typeof haltedAccount>;

/** `halt.json` in the local state folder: somebody has halted accounts while nothing else was running. */
export type HaltMarker = z.infer<typeof haltMarker>;

const pathOf = (home: string) => join(home, 'halt.json');

/** Replaces the marker in one step; the folder is made when it is missing. */
export function writeHaltMarker(home: string, marker: HaltMarker): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(`${pathOf(home)}.next`, `${JSON.stringify(marker, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${pathOf(home)}.next`, pathOf(home));
}

/** The marker that waits to be taken over; undefined when there is none. @throws when it cannot be read. */
export function readHaltMarker(home: string): HaltMarker | undefined {
  let text: string;
  try {
    text = readFileSync(pathOf(home), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return haltMarker.parse(JSON.parse(text));
}

/** The marker is in the ledger: it has done its work. */
export function removeHaltMarker(home: string): void {
  rmSync(pathOf(home), { force: true });
}
