import { afterEach, describe, expect, test } from 'vitest';
import { networkFailure } from './network-failure.ts';
import { outageForStatus, retryAfterMs } from './outage-for-status.ts';
import { requestText } from './request-text.ts';
import { patienceMs, type ScriptedReply, startScriptedServer } from './scripted-server.ts';
import { SOURCE_FAILURES } from './source-failures.ts';

const asked = { source: 'unit', request: 'GET /' };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function server(reply: ScriptedReply) {
  const started = await startScriptedServer(() => reply);
  closers.push(async () => await started.close());
  return started;
}

async function ask(url: string, signal?: AbortSignal, timeoutMs = patienceMs()) {
  return await requestText(asked, { url, timeoutMs, maxBytes: 1_000 }, signal);
}

describe('one request', () => {
  test.each(SOURCE_FAILURES.filter(({ kind }) => kind !== 'malformed'))(
    '$name is an outage: $kind',
    async (failure) => {
      const { url, seen } = await server(failure.reply);
      const outage = await ask(url, undefined, patienceMs(failure.reply)).catch((error: unknown) => error);
      expect(outage).toMatchObject({
        name: 'SourceOutage',
        source: 'unit',
        kind: failure.kind,
        retryAfterMs: failure.retryAfterMs,
      });
      expect(seen).toHaveLength(1);
    },
  );

  test('an answer larger than the limit is not read to its end', async () => {
    const { url } = await server({ body: 'x'.repeat(5_000) });
    await expect(ask(url)).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('larger'),
    });
  });

  test('the reason of the signal is what ends the call', async () => {
    const { url } = await server('hang');
    const reason = new Error('cycle cancelled');
    const controller = new AbortController();
    const call = ask(url, controller.signal);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  test('an address nobody answers is a network outage that keeps its cause', async () => {
    const server = await startScriptedServer(() => ({}));
    await server.close();
    const outage = await ask(server.url).catch((error: unknown) => error);
    expect(outage).toMatchObject({ kind: 'network', message: expect.stringContaining('ECONNREFUSED') });
    expect(outage).toHaveProperty('cause');
  });
});

describe('the kind of a network failure', () => {
  const wrapped = (cause: unknown) => new TypeError('fetch failed', { cause });
  const systemError = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

  test('only a failed connect or look-up proves that nothing was sent', () => {
    expect(networkFailure(wrapped(systemError('ECONNREFUSED', 'connect'))).kind).toBe('not-sent');
    expect(networkFailure(wrapped(systemError('ENOTFOUND', 'getaddrinfo'))).kind).toBe('not-sent');
    expect(networkFailure(wrapped(systemError('UND_ERR_CONNECT_TIMEOUT'))).kind).toBe('not-sent');
    const both = [systemError('ECONNREFUSED', 'connect'), systemError('ECONNREFUSED', 'connect')];
    expect(networkFailure(wrapped(new AggregateError(both))).kind).toBe('not-sent');
  });

  test('a connection that was there leaves open what arrived', () => {
    expect(networkFailure(wrapped(systemError('ECONNRESET', 'read'))).kind).toBe('network');
    expect(networkFailure(wrapped(systemError('EPIPE', 'write'))).kind).toBe('network');
    expect(networkFailure(wrapped(systemError('UND_ERR_SOCKET'))).kind).toBe('network');
    expect(networkFailure(wrapped(systemError('UND_ERR_HEADERS_TIMEOUT'))).kind).toBe('timeout');
    const mixed = [systemError('ECONNREFUSED', 'connect'), systemError('ECONNRESET', 'read')];
    expect(networkFailure(wrapped(new AggregateError(mixed))).kind).toBe('network');
    expect(networkFailure('no error object').kind).toBe('network');
  });
});

describe('the kind of a status', () => {
  test('Retry-After is read in seconds and as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs('1.5', now)).toBe(1_500);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9_000);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(null, now)).toBeUndefined();
  });

  test('an outage is worth another try unless the request or the key was refused', () => {
    const retryable = (status: number) => outageForStatus(asked, { status, message: '' }).retryable;
    expect([500, 503, 429, 408].map(retryable)).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 422].map(retryable)).toEqual([false, false, false, false, false]);
  });
});
