import type { PartName } from '../../launcher/stack/part.ts';
import { startMark } from '../../launcher/stack/process-identity.ts';
import { eventually } from '../support/eventually.ts';
import type { BootedStack } from '../support/stack.ts';

/** The process of a part by stack.json, which must name exactly one. */
export function pidOf(stack: BootedStack, part: PartName): number {
  const [pid, ...others] = stack.stackJson().processes[part] ?? [];
  if (pid === undefined || others.length > 0) throw new Error(`stack.json does not name one ${part}`);
  return pid;
}

export function allPids(stack: BootedStack): readonly number[] {
  return Object.values(stack.stackJson().processes).flat();
}

/** Those of the processes that still run; one that is dead and not yet collected does not. */
export function stillRunning(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => startMark(pid) !== undefined);
}

/** Waits until stack.json names another process for the part, and gives it. */
export function successorOf(stack: BootedStack, part: PartName, pid: number): Promise<number> {
  return eventually(
    `${part} is started again`,
    () => {
      const named = stack.stackJson().processes[part]?.[0];
      return named === undefined || named === pid ? undefined : named;
    },
    30_000,
  );
}
