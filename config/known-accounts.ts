import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const knownAccounts = z.array(
  z.object({ mode: z.enum(['sandbox', 'paper', 'live']), keyRef: z.string().min(1) }),
);

/** `accounts.json` in the local state folder: the accounts there are, for when no database can be asked. No secrets. */
export type KnownAccounts = z.infer<typeof knownAccounts>;

const pathOf = (home: string) => join(home, 'accounts.json');

/** Replaces the list in one step; the folder is made when it is missing. */
export function writeKnownAccounts(home: string, accounts: KnownAccounts): void {
  mkdirSync(home, { recursive: true });
  const text = `${JSON.stringify(knownAccounts.parse(accounts), null, 2)}\n`;
  writeFileSync(`${pathOf(home)}.next`, text, { mode: 0o600 });
  renameSync(`${pathOf(home)}.next`, pathOf(home));
}

/** The accounts that a worker has last seen; none when none has run here. @throws when the list cannot be read. */
export function readKnownAccounts(home: string): KnownAccounts {
  let text: string;
  try {
    text = readFileSync(pathOf(home), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return knownAccounts.parse(JSON.parse(text));
}
