import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../tests/support/sandbox.ts';

let folder: string;
const started: RunningSandbox[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-main-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(options: Parameters<typeof startSandbox>[0]): Promise<RunningSandbox> {
  const sandbox = await startSandbox(options);
  started.push(sandbox);
  return sandbox;
}

const ONE_LINE = (text: string): RegExp => new RegExp(`ended with 1: sandbox: [^\\n]*${text}[^\\n]*\\n?$`);

describe('what cannot work is one line on stderr and exit 1', () => {
  test('a busy port', async () => {
    const { url } = await start({});
    const port = Number(new URL(url).port);
    await expect(start({ port })).rejects.toThrow(ONE_LINE(`port ${port} cannot be used`));
  });

  test('a state that another sandbox holds', async () => {
    const { stateDir } = await start({});
    await expect(start({ stateDir })).rejects.toThrow(ONE_LINE('in use by another sandbox'));
  });

  test('a state folder that cannot be made', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await expect(start({ stateDir: join(file, 'state') })).rejects.toThrow(ONE_LINE('cannot be used'));
  });

  test('a state of another world', async () => {
    const stateDir = join(folder, 'other-world');
    const first = await start({ stateDir, seed: 7 });
    await first.stop();
    await expect(start({ stateDir, seed: 8 })).rejects.toThrow(ONE_LINE('seed 7'));
  });

  test('a folder of bars with a broken line', async () => {
    const bars = join(folder, 'bars');
    mkdirSync(bars);
    writeFileSync(join(bars, 'AAPL.csv'), 't,o,h,l,c,v\n2024-01-02T14:30:00Z,1,2,x,1,5\n');
    await expect(start({ bars })).rejects.toThrow(ONE_LINE('AAPL'));
  });

  test('an option that does not read', async () => {
    await expect(start({ now: 'tomorrow' })).rejects.toThrow(ONE_LINE('--now must be an RFC 3339 time'));
  });
});

test('SIGTERM ends it within a second, also with a stream and a hanging request open', async () => {
  const { url, stop, control } = await start({});
  await control.fault({ system: 'alpaca-trading', effect: 'hang' });
  const hanging = fetch(`${url}/v2/clock`).catch(() => 'cut');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/stream`);
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve);
  });
  const before = performance.now();
  await stop();
  expect(performance.now() - before).toBeLessThan(1_000);
  expect(await hanging).toBe('cut');
});

test('the 201st call of a minute is refused with Alpaca’s 429, other keys and the controls are not', async () => {
  const { url, control } = await start({ rateLimit: 200 });
  const call = (key: string) => fetch(`${url}/v2/clock`, { headers: { 'APCA-API-KEY-ID': key } });
  // Two full minutes may meet here: at most 400 calls pass before one is refused.
  let refused: Response | undefined;
  let calls = 0;
  while (!refused && calls < 401) {
    calls += 1;
    const response = await call('BUSY');
    if (response.status === 429) refused = response;
    else await response.text();
  }
  expect(calls).toBeGreaterThan(200);
  expect(await refused?.json()).toEqual({ code: 42910000, message: 'rate limit exceeded' });
  expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(refused?.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  expect((await call('QUIET')).status).toBe(200);
  expect((await control.clock()).speed).toBe(1);
});

test('every answer to a key has its own request id and tells what is left of the minute', async () => {
  const { url } = await start({ rateLimit: 200 });
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { 'APCA-API-KEY-ID': 'HEADERS' } });
  const answers = [
    await call('/v2/account'),
    await call('/v2/positions/AAPL'),
    await call('/v2/orders', { method: 'POST', body: '{}' }),
    await call('/v2/orders', { method: 'POST', body: 'no json' }),
    await call('/v2/orders', { method: 'DELETE' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 422, 400, 207]);
  const header = (name: string) => answers.map(({ headers }) => headers.get(name) ?? '');
  expect(new Set(header('x-request-id')).size).toBe(answers.length);
  expect(header('x-request-id').every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(new Set(header('x-ratelimit-limit'))).toEqual(new Set(['200']));
  expect(header('x-ratelimit-reset').every((at) => Number(at) * 1000 > Date.now())).toBe(true);
  const left = header('x-ratelimit-remaining').map(Number);
  expect(left.every((count) => count >= 195 && count < 200)).toBe(true);
});

test('requests are counted by system, method and path, and the controls are not', async () => {
  const { url, control } = await start({});
  await fetch(`${url}/v2/clock`, { headers: { 'APCA-API-KEY-ID': 'COUNT' } });
  await fetch(`${url}/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d`, {
    headers: { 'APCA-API-KEY-ID': 'COUNT' },
  });
  await fetch(`${url}/edgar/files/company_tickers.json`, {
    headers: { 'user-agent': 'test test@example.com' },
  });
  expect(await control.requests()).toEqual({
    total: 3,
    requests: [
      { system: 'alpaca-trading', method: 'GET', path: '/v2/clock', count: 1 },
      { system: 'alpaca-trading', method: 'GET', path: '/v2/orders/{id}', count: 1 },
      { system: 'edgar', method: 'GET', path: '/edgar/files/company_tickers.json', count: 1 },
    ],
  });
  await control.resetRequests();
  expect((await control.requests()).total).toBe(0);
});

test('the systems answer at their prefixes', async () => {
  const { url } = await start({});
  const get = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${url}${path}`, { headers })).status;
  const key = { 'APCA-API-KEY-ID': 'ALL' };
  expect([
    await get('/_sandbox/health'),
    await get('/v2/stocks/AAPL/quotes/latest', key),
    await get('/v1beta1/news?symbols=AAPL', key),
    await get('/frankfurter/v2/rates?providers=ECB'),
    await get('/edgar/files/company_tickers.json', { 'user-agent': 'test test@example.com' }),
    await get('/finra/data/group/otcMarket/name/consolidatedShortInterest'),
    await get('/v2/stocks/AAPL/quotes/latest'),
    await get('/v2/nothing', key),
  ]).toEqual([200, 200, 200, 200, 200, 200, 403, 404]);
});
