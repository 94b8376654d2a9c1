import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LaunchError } from '../launch-error.ts';

const LOG_BYTES_MAX = 5_000_000;

/** Folders of the local state, made when they are missing. @throws LaunchError when it cannot be written. */
export function openHome(home: string): { readonly data: string; readonly logs: string } {
  const folders = { data: join(home, 'data'), logs: join(home, 'logs') };
  try {
    ensureFolder(folders.data);
    ensureFolder(folders.logs);
    const trial = join(home, '.trial');
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new LaunchError(
      `cannot write ${home} (${code}): make it writable, or set ALPHAFLOW_HOME to another folder`,
      { cause },
    );
  }
  return folders;
}

/** Not mkdir's own `recursive`: below a file system that takes no folders (/proc) that one never comes back. */
function ensureFolder(path: string): void {
  if (existsSync(path)) return;
  ensureFolder(dirname(path));
  mkdirSync(path);
}

/** The log of a part; a long one from earlier runs is set aside as `<part>.1.log`. */
export function logFile(logs: string, part: string): string {
  const path = join(logs, `${part}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) {
    renameSync(path, join(logs, `${part}.1.log`));
  }
  return path;
}
