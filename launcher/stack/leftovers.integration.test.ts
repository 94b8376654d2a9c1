import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

/** A part in a process group of its own; `program` says a line when it runs. */
async function part(program: string): Promise<{ readonly pid: number; readonly line: string }> {
  const started = spawn(process.execPath, ['-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(started.stdout, 'data');
  return { pid: started.pid ?? 0, line: String(line) };
}

/** Takes its leave for a while when it is told to stop, and writes that down. */
const leaving = (name: string, ms: number) =>
  part(`
    process.on('SIGINT', () => setTimeout(() => {
      require('fs').appendFileSync(${JSON.stringify(join(home, 'left'))}, '${name} ');
      process.exit();
    }, ${ms}));
    setInterval(() => {}, 1000);
    console.log('');`);

/** A part in a process group of its own, with a child that outlives it, as a database has. */
async function partWithChild(): Promise<{ readonly pid: number; readonly child: number }> {
  const program = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const { pid, line } = await part(program);
  return { pid, child: Number(line) };
}

function leave(processes: Parameters<typeof writeStackFile>[1]['processes']): void {
  const pids = Object.values(processes).flat();
  const startMarks = Object.fromEntries(pids.map((pid) => [pid, startMark(pid) ?? '']));
  writeStackFile(home, { processes, addresses: {}, startMarks });
}

it('ends what a part that was killed had started itself', async () => {
  const { pid, child } = await partWithChild();
  leave({ postgres: [pid] });
  process.kill(pid, 'SIGKILL');
  await eventually('the part is gone', () => (startMark(pid) === undefined ? true : undefined));
  expect(startMark(child)).toBeDefined();
  expect(await stopLeftovers(home)).toBe(0);
  await eventually('its child is gone', () => (startMark(child) === undefined ? true : undefined));
});

it('stops a part that still runs, with what it had started', async () => {
  const { pid, child } = await partWithChild();
  leave({ postgres: [pid] });
  expect(await stopLeftovers(home)).toBe(1);
  await eventually('both are gone', () =>
    (startMark(pid) ?? startMark(child)) === undefined ? true : undefined,
  );
});

it('lets our own processes take their leave before the servers that they need for it are stopped', async () => {
  const [server, worker] = [await leaving('server', 0), await leaving('worker', 200)];
  leave({ postgres: [server.pid], worker: [worker.pid] });
  expect(await stopLeftovers(home)).toBe(2);
  expect(readFileSync(join(home, 'left'), 'utf8')).toBe('worker server ');
});
