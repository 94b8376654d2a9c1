import { describe, expect, test } from 'vitest';
import { createLogger } from '../../telemetry/log.ts';
import { createAlpacaBroker } from './broker.ts';
import { alpacaEndpoints } from './endpoints.ts';
import { createAlpacaMarketData } from './market-data.ts';
import {
  assertMayTrade,
  assertModeAgrees,
  BrokerModeMismatch,
  fetchOnly,
  LiveTradingNotConfirmed,
} from './mode-guard.ts';

const logger = createLogger({ name: 'unit', level: 'silent' });
const paperKey = { keyId: 'PKTEST', secretKey: 's' };
const liveKey = { keyId: 'AKTEST', secretKey: 's' };
const sandbox = alpacaEndpoints('sandbox', 'http://127.0.0.1:9700/');

describe('the addresses of a mode', () => {
  test('the sandbox serves all of them at one address', () => {
    expect(sandbox).toEqual({
      tradingUrl: 'http://127.0.0.1:9700',
      dataUrl: 'http://127.0.0.1:9700',
      tradeUpdatesUrl: 'ws://127.0.0.1:9700/stream',
      marketStreamUrl: 'ws://127.0.0.1:9700/v2',
    });
  });

  test('a sandbox without an address, or an address for a real mode, is a mistake', () => {
    expect(() => alpacaEndpoints('sandbox')).toThrow(TypeError);
    expect(() => alpacaEndpoints('paper', 'http://127.0.0.1:9700')).toThrow(TypeError);
    expect(() => alpacaEndpoints('sandbox', 'ftp://127.0.0.1')).toThrow(TypeError);
  });
});

describe('mode, host and key agree, or nothing is sent', () => {
  test.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])(
    'the sandbox may be %s',
    (url) => {
      const endpoints = alpacaEndpoints('sandbox', url);
      expect(() => assertModeAgrees({ mode: 'sandbox', endpoints, credentials: paperKey })).not.toThrow();
    },
  );

  test.each([
    'https://paper-api.alpaca.markets',
    'https://api.alpaca.markets',
    'http://10.0.0.1',
    'http://127.0.0.1.evil.com',
  ])('the sandbox may not be %s', (url) => {
    const endpoints = alpacaEndpoints('sandbox', url);
    expect(() => assertModeAgrees({ mode: 'sandbox', endpoints, credentials: paperKey })).toThrow(
      BrokerModeMismatch,
    );
  });

  test('one foreign address among three is enough to stop', () => {
    const endpoints = { ...sandbox, tradeUpdatesUrl: 'wss://api.alpaca.markets/stream' };
    expect(() => assertModeAgrees({ mode: 'sandbox', endpoints, credentials: paperKey })).toThrow(
      BrokerModeMismatch,
    );
    const mixed = { ...alpacaEndpoints('paper'), tradingUrl: alpacaEndpoints('live').tradingUrl };
    expect(() => assertModeAgrees({ mode: 'paper', endpoints: mixed, credentials: paperKey })).toThrow(
      BrokerModeMismatch,
    );
  });

  test('a live key in paper, a paper key in live, and no key at all are refused', () => {
    const of = (mode: 'paper' | 'live', credentials: typeof paperKey) => () =>
      assertModeAgrees({ mode, endpoints: alpacaEndpoints(mode), credentials });
    expect(of('paper', liveKey)).toThrow(BrokerModeMismatch);
    expect(of('live', paperKey)).toThrow(BrokerModeMismatch);
    expect(of('paper', { keyId: '', secretKey: 's' })).toThrow(BrokerModeMismatch);
    of('paper', paperKey)();
    of('live', liveKey)();
  });

  test('live trades only when somebody said yes', () => {
    const facts = { mode: 'live', endpoints: alpacaEndpoints('live'), credentials: liveKey } as const;
    expect(() => assertMayTrade(facts)).toThrow(LiveTradingNotConfirmed);
    assertMayTrade({ ...facts, liveTradingConfirmed: true });
  });

  test('the connectors do not come into being on a contradiction', () => {
    const endpoints = alpacaEndpoints('live');
    expect(() => createAlpacaBroker({ mode: 'sandbox', endpoints, credentials: paperKey, logger })).toThrow(
      BrokerModeMismatch,
    );
    expect(() => createAlpacaBroker({ mode: 'live', endpoints, credentials: liveKey, logger })).toThrow(
      LiveTradingNotConfirmed,
    );
    expect(() =>
      createAlpacaMarketData({ mode: 'sandbox', endpoints, credentials: paperKey, logger }),
    ).toThrow(BrokerModeMismatch);
  });

  test('a request for another origin is stopped before it leaves', async () => {
    const fetchSandbox = fetchOnly(sandbox.tradingUrl);
    await expect(fetchSandbox('https://paper-api.alpaca.markets/v2/orders', {})).rejects.toThrow(
      BrokerModeMismatch,
    );
  });
});
