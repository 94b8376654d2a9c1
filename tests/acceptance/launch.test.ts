import { appendFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bootStack } from '../support/stack.ts';
import { writeBars } from './generated-bars.ts';
import { type FinishedStart, npmStart } from './npm-start.ts';
import { allPids, stillRunning } from './processes.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alphaflow-launch-'));
  await chmod(folder, 0o755);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('what a launcher leaves running when it is killed does not stop the next start, which stops it and goes on with the data', async () => {
  const killed = await bootStack({ home: folder });
  const left = allPids(killed);
  const { apiKey } = killed.credentials();
  process.kill(killed.pid, 'SIGKILL');
  await killed.ended;
  expect(stillRunning(left)).toEqual(left);

  const next = await npmStart(['--once', '--json'], folder);
  if (next.exitCode !== 0) throw new Error(next.output);
  expect(stillRunning([...left, ...next.pids])).toEqual([]);
  expect(killed.credentials().apiKey).toBe(apiKey);
});

test('a busy port is one clear line and exit code 1, and nothing is left running', async () => {
  const occupant = createServer();
  const port = await new Promise<number>((resolve) => {
    occupant.listen(0, '127.0.0.1', () => {
      const address = occupant.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  try {
    const start = await npmStart(['--once'], folder, { API_PORT: String(port) });
    expect(end(start)).toEqual({
      exitCode: 1,
      words: [expect.stringContaining(`port ${port} for the API is taken`)],
      running: [],
    });
  } finally {
    occupant.close();
  }
});

test('a folder that cannot be written is one clear line and exit code 1', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const home = join(file, 'home');
  expect(end(await npmStart(['--once'], home))).toEqual({
    exitCode: 1,
    words: [expect.stringContaining(`cannot write ${home}`)],
    running: [],
  });
});

test('a broken line of a bars file is named with file and line, exit code 1, and nothing is left running', async () => {
  const bars = join(folder, 'bars');
  await writeBars(bars);
  const file = join(bars, 'BETA.csv');
  const brokenLine = (await readFile(file, 'utf8')).split('\n').length;
  await appendFile(file, '2030-01-02T15:00:00Z,1,2,not-a-price,1,1\n');
  const start = await npmStart(['--once', '--bars', bars], join(folder, 'home'));
  expect(end(start)).toEqual({
    exitCode: 1,
    words: [expect.stringContaining(`BETA.csv:${brokenLine}`)],
    running: [],
  });
});

/** The launcher's own words are the lines that begin with its name; npm prints its banner and its own errors beside. */
function end({ exitCode, output, pids }: FinishedStart) {
  const words = output.split('\n').filter((line) => line.startsWith('alphaflow: '));
  return { exitCode, words, running: stillRunning(pids) };
}
