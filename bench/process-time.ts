import { readFile } from 'node:fs/promises';

/** Of the kernel's clock, on every Linux that Node runs on. */
const MS_IN_TICK = 10;
/** Where `utime` and `stime` stand behind the name, which may hold spaces. */
const USER_AT = 11;

/** CPU time that a process has taken since its start, in ms: its own and the kernel's for it. @throws where there is no `/proc` */
export async function readCpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[USER_AT]) + Number(fields[USER_AT + 1]);
  if (!Number.isSafeInteger(ticks)) throw new Error(`/proc/${pid}/stat does not tell the time taken`);
  return ticks * MS_IN_TICK;
}
