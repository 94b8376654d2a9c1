import { setTimeout as delay } from 'node:timers/promises';
import { startMark } from './process-identity.ts';
import { readStackFile, removeStackFile } from './stack-file.ts';

const GRACE_MS = 10_000;

/**
 * Stops what a launcher that was killed left running: the processes of its stack.json that are still the same
 * ones. Gives how many there were.
 */
export async function stopLeftovers(home: string): Promise<number> {
  const left = readStackFile(home);
  if (left === undefined) return 0;
  const isOurs = (pid: number) =>
    startMark(pid) !== undefined && startMark(pid) === left.startMarks[String(pid)];
  const pids = Object.values(left.processes).flat().filter(isOurs);
  for (const pid of pids) signal(pid, 'SIGINT');
  const deadline = Date.now() + GRACE_MS;
  while (pids.some(isOurs) && Date.now() < deadline) await delay(25);
  for (const pid of pids.filter(isOurs)) signal(pid, 'SIGKILL');
  while (pids.some(isOurs)) await delay(25);
  // Every part led its own process group: what it had started itself ends with it.
  for (const pid of pids) signal(-pid, 'SIGKILL');
  removeStackFile(home);
  return pids.length;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
