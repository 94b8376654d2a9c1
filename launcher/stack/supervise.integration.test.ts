import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import type { Part } from './part.ts';
import { httpBody } from './probe.ts';
import { startMark } from './process-identity.ts';
import { supervise } from './supervise.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alphaflow-supervise-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A part that runs a small Node program; the program listens on `port` when it is ready. */
function partOf(program: string, port: number): Part {
  return {
    name: 'api',
    title: 'Probe',
    command: process.execPath,
    args: ['-e', program],
    env: { ...process.env, PORT: String(port) },
    listens: [{ port, variable: 'API_PORT' }],
    logFile: join(folder, 'probe.log'),
    prepare: () => Promise.resolve(),
    isReady: async () => (await httpBody(`http://127.0.0.1:${port}`)) !== undefined,
    readyWithinMs: 10_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 500,
  };
}

const serve = "require('http').createServer((q, a) => a.end('ok')).listen(process.env.PORT, '127.0.0.1');";
const silent = { onProcess: () => {}, onDeath: () => {}, onRecovery: () => {} };

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('not within 10 s');
    await delay(20);
  }
}

it('starts a part that was killed again, under another pid, and leaves nothing running after stop', async () => {
  const recovered: number[] = [];
  const part = supervise(partOf(serve, await freePort()), {
    ...silent,
    onRecovery: (_, ms) => recovered.push(ms),
  });
  await part.start();
  const first = part.pid() ?? 0;
  process.kill(first, 'SIGKILL');
  await until(() => recovered.length === 1);
  const second = part.pid() ?? 0;
  expect(second).not.toBe(first);
  await part.stop();
  expect([first, second].map(startMark)).toEqual([undefined, undefined]);
});

it('kills a part that does not stop within its grace, and the children it left', async () => {
  const stubborn = `
    process.on('SIGTERM', () => {});
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    require('http').createServer((q, a) => a.end(String(child.pid))).listen(process.env.PORT, '127.0.0.1');`;
  const port = await freePort();
  const part = supervise(partOf(stubborn, port), silent);
  await part.start();
  const child = Number(await httpBody(`http://127.0.0.1:${port}`));
  expect(startMark(child)).toBeDefined();
  await part.stop();
  await until(() => startMark(child) === undefined);
});

it('says why a part does not start, from its log', async () => {
  const broken = "console.error('starting'); throw new Error('no such book');";
  const part = supervise(partOf(broken, await freePort()), silent);
  await expect(part.start()).rejects.toThrow(/^Probe did not start: .*no such book.*\(log: .*probe\.log\)$/);
  await part.stop();
});

it('starts a part again that lost the port it chose itself to somebody else', async () => {
  const port = await freePort();
  const mark = join(folder, 'chosen-before');
  const unlucky = `
    const { existsSync, writeFileSync } = require('fs');
    if (existsSync(${JSON.stringify(mark)})) {
      ${serve}
    } else {
      writeFileSync(${JSON.stringify(mark)}, '');
      throw new Error('listen tcp 127.0.0.1:1: bind: address already in use');
    }`;
  const part = supervise(partOf(unlucky, port), silent);
  await part.start();
  expect(await httpBody(`http://127.0.0.1:${port}`)).toBe('ok');
  await part.stop();
});

it('can be stopped while it still starts', async () => {
  const part = supervise(partOf('setInterval(() => {}, 1000)', await freePort()), silent);
  const starting = part.start();
  await until(() => part.pid() !== undefined);
  const pid = part.pid() ?? 0;
  await Promise.all([part.stop(), expect(starting).rejects.toThrow(/stopped|SIGTERM/)]);
  expect(startMark(pid)).toBeUndefined();
});
