import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from '../launch-error.ts';
import { startMark } from './process-identity.ts';

/**
 * Makes this process the only launcher of a local state folder; gives the function that lets go.
 * The lock of a process that no longer runs is taken over.
 * @throws LaunchError while another launcher runs there
 */
export function takeLock(home: string): () => void {
  const path = join(home, 'launcher.lock');
  const own = `${process.pid} ${startMark(process.pid) ?? ''}\n`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    for (;;) {
      if (link(draft, path))
        return () => {
          if (read(path) === own) rmSync(path, { force: true });
        };
      const held = read(path);
      const holder = Number(held?.split(' ')[0]);
      if (
        held !== undefined &&
        Number.isInteger(holder) &&
        startMark(holder) !== undefined &&
        startMark(holder) === held.trim().split(' ').slice(1).join(' ')
      ) {
        throw new LaunchError(
          `npm start already runs here (process ${holder}, ${home}): stop it first, or set ALPHAFLOW_HOME to another folder`,
        );
      }
      if (held !== undefined) discard(path, held, `${draft}.stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a stale lock away; should another launcher have replaced it in between, its lock is put back. */
function discard(path: string, stale: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (read(aside) !== stale) link(aside, path);
  rmSync(aside, { force: true });
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;
