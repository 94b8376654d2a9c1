import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, in the system's own words; undefined when it does not run (or is a zombie).
 * A pid alone may belong to somebody else by the time it is read back; pid and start time do not.
 */
export function startMark(pid: number): string | undefined {
  return process.platform === 'linux' ? markFromProc(pid) : markFromPs(pid);
}

/** Fields 3 (state) and 22 (start time) of proc_pid_stat(5); the name before them may hold spaces and brackets. */
function markFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : rest[18];
}

function markFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
