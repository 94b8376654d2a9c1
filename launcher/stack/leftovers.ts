import { setTimeout as delay } from 'node:timers/promises';
import { startMark } from './process-identity.ts';
import { readStackFile, removeStackFile } from './stack-file.ts';

const GRACE_MS = 10_000;

/**
 * Stops what a launcher that was killed left running: the processes of its stack.json that are still the same ones,
 * and what was started by those that are gone. Gives how many parts still ran.
 */
export async function stopLeftovers(home: string): Promise<number> {
  const left = readStackFile(home);
  if (left === undefined) return 0;
  const isOurs = (pid: number) =>
    startMark(pid) !== undefined && startMark(pid) === left.startMarks[String(pid)];
  const end = async (pids: readonly number[]) => {
    for (const pid of pids) signal(pid, 'SIGINT');
    const deadline = Date.now() + GRACE_MS;
    while (pids.some(isOurs) && Date.now() < deadline) await delay(25);
    for (const pid of pids.filter(isOurs)) signal(pid, 'SIGKILL');
    while (pids.some(isOurs)) await delay(25);
  };
  const { worker = [], api = [], ...servers } = left.processes;
  const recorded = Object.values(left.processes).flat();
  const pids = recorded.filter(isOurs);
  // Our own processes first: without the servers a worker cannot take its leave, and would be killed after the grace.
  await end([...worker, ...api].filter(isOurs));
  await end(Object.values(servers).flat().filter(isOurs));
  // Every part led its own process group: what it had started itself ends with it, also where the part was killed.
  // A group without its leader is still the same one: no process gets an id that a group has.
  for (const pid of recorded.filter((leader) => startMark(leader) === undefined)) signal(-pid, 'SIGKILL');
  // PostgreSQL takes a process that has ended for a living one until its parent has asked how it ended.
  const unreapedUntil = Date.now() + GRACE_MS;
  while (recorded.some(isUnreaped) && Date.now() < unreapedUntil) await delay(25);
  removeStackFile(home);
  return pids.length;
}

/** Ended, and still in the table of processes. */
function isUnreaped(pid: number): boolean {
  if (startMark(pid) !== undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')))
      throw error;
  }
}
