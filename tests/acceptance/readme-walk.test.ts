import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { z } from 'zod';
import { orderPage } from '../../api/contract/orders.ts';
import { positionPage } from '../../api/contract/positions.ts';
import { strategyPage } from '../../api/contract/strategies.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import { type BootedStack, bootStack } from '../support/stack.ts';

const BACKUP_CODES = z.object({ backupCodes: z.array(z.string()).min(8) });

let stack: BootedStack;
let folder: string;

beforeAll(async () => {
  stack = await bootStack({ args: ['--symbols', 'AAPL'] });
  folder = await mkdtemp(join(tmpdir(), 'alphaflow-walk-'));
  await symlink(stack.home, join(folder, '.alphaflow'));
});
afterAll(async () => {
  await stack?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** The shell lines under a heading of the README, as a reader would paste them. */
function linesUnder(readme: string, heading: string): string {
  const section = readme.split(/^#{2,3} /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`the README has no section ${heading}`);
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines]) => lines).join('\n');
}

/** Tells the status and the address of each request beside what the reader sees. */
const TELLING = `curl() { command curl --write-out '%{stderr}%{http_code} %{method} %{url_effective}\\n%{stdout}' "$@"; }\n`;

async function paste(lines: string): Promise<{ readonly seen: string; readonly told: readonly string[] }> {
  const shell = spawn('bash', ['-u'], {
    cwd: folder,
    env: { PATH: `${join(projectRoot, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`, HOME: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  shell.stdin.end(TELLING + lines);
  const [seen, errors, [code]] = await Promise.all([
    text(shell.stdout),
    text(shell.stderr),
    once(shell, 'exit'),
  ]);
  expect([code, errors.split('\n').filter((line) => line !== '' && !/^\d{3} /.test(line))]).toEqual([0, []]);
  return { seen, told: errors.split('\n').filter((line) => line !== '') };
}

test('the README’s way from login over two-factor, a scoped key, a strategy and a trade to logout works as it is pasted', async () => {
  const readme = await readFile(join(projectRoot, 'README.md'), 'utf8');
  const { api = '', sandbox = '' } = stack.stackJson().addresses;
  const first = linesUnder(readme, 'The next thing')
    .replace('http://127.0.0.1:8080', api)
    .replace('http://127.0.0.1:9700', sandbox);
  const { seen, told } = await paste(`${first}\n${linesUnder(readme, 'Log in')}`);
  const asked = told.map((line) => line.replace(api, ''));
  // As often as it takes until the fills are booked.
  const waits = '200 GET /v1/positions';
  expect(asked).toContain(waits);
  onTestFailed(() => void process.stderr.write(seen));
  expect(asked.filter((line) => line !== waits)).toEqual([
    '200 POST /v1/auth/login',
    '200 GET /v1/auth/me',
    '200 POST /v1/auth/second-factor/setup',
    '200 POST /v1/auth/second-factor',
    '201 POST /v1/auth/api-keys',
    '201 POST /v1/strategies',
    '201 POST /v1/orders',
    '201 DELETE /v1/positions/KO',
    '403 DELETE /v1/risk/latches/DRIFT',
    '201 POST /v1/stored-keys',
    '200 GET /v1/stored-keys',
    '200 GET /v1/auth/sessions',
    '204 POST /v1/auth/logout',
  ]);
  expect(seen).toContain('"status":"signed-in"');
  expect(seen).toContain('"code":"SCOPE_MISSING"');
  BACKUP_CODES.parse(JSON.parse(await readFile(join(folder, 'backup-codes.json'), 'utf8')));

  const read = async <T>(path: string, form: z.ZodType<T>) =>
    form.parse(await (await stack.api(path)).json());
  const strategies = await read('/v1/strategies', strategyPage);
  expect(strategies.items.map(({ name }) => name)).toContain('By hand');
  const { items: orders } = await read('/v1/orders?symbol=KO', orderPage);
  expect(orders.map(({ side, qty }) => [side, qty])).toEqual([
    ['sell', '2'],
    ['buy', '2'],
  ]);
  expect((await read('/v1/positions', positionPage)).items.filter(({ symbol }) => symbol === 'KO')).toEqual(
    [],
  );
});
