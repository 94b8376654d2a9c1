import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../tests/support/eventually.ts';
import { stopLeftovers } from './leftovers.ts';
import { startMark } from './process-identity.ts';
import { writeStackFile } from './stack-file.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'alphaflow-leftovers-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A part in a process group of its own, with a child that outlives it, as a database has. */
async function partWithChild(): Promise<{ readonly pid: number; readonly child: number }> {
  const program = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const part = spawn(process.execPath, ['-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(part.stdout, 'data');
  return { pid: part.pid ?? 0, child: Number(String(line)) };
}

function leave(pid: number): void {
  writeStackFile(home, {
    processes: { postgres: [pid] },
    addresses: {},
    startMarks: { [pid]: startMark(pid) ?? '' },
  });
}

it('ends what a part that was killed had started itself', async () => {
  const { pid, child } = await partWithChild();
  leave(pid);
  process.kill(pid, 'SIGKILL');
  await eventually('the part is gone', () => (startMark(pid) === undefined ? true : undefined));
  expect(startMark(child)).toBeDefined();
  expect(await stopLeftovers(home)).toBe(0);
  await eventually('its child is gone', () => (startMark(child) === undefined ? true : undefined));
});

it('stops a part that still runs, with what it had started', async () => {
  const { pid, child } = await partWithChild();
  leave(pid);
  expect(await stopLeftovers(home)).toBe(1);
  await eventually('both are gone', () =>
    (startMark(pid) ?? startMark(child)) === undefined ? true : undefined,
  );
});
