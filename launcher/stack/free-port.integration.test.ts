import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { claimPort, freePort } from './free-port.ts';

const run = promisify(execFile);
const CLAIMS = 12;
const PROCESSES = 6;
const script = `
  const { claimPort } = await import(${JSON.stringify(new URL('free-port.ts', import.meta.url).href)});
  const ports = [];
  while (ports.length < ${CLAIMS}) ports.push(await claimPort(0));
  console.log(JSON.stringify(ports));
`;

test('processes that look for free ports at the same moment find different ones', async () => {
  const found = await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
      return stdout;
    }),
  );
  const ports: unknown[] = found.flatMap((line): unknown[] => JSON.parse(line));
  expect(new Set(ports).size).toBe(PROCESSES * CLAIMS);
});

test('a port that somebody listens on is taken, and is not found when any will do', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    expect(await claimPort(port)).toBeUndefined();
    const found = [];
    while (found.length < 25) found.push(await freePort());
    expect(found).not.toContain(port);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  expect(await claimPort(port)).toBe(port);
});
