import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { readConfig, readHaltConfig, readLocalStackConfig } from './env.ts';
import { Secret } from './secret.ts';

const database = { DATABASE_URL: 'postgres://me:hidden@localhost:5433/alphaflow' };

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('trades in the sandbox on loopback when only the database is named', () => {
    const config = readConfig(database);
    expect(config.broker).toMatchObject({
      mode: 'sandbox',
      sandboxUrl: 'http://127.0.0.1:9700',
      keyId: 'local',
    });
    expect(config.api).toEqual({ host: '127.0.0.1', port: 8080, url: 'http://127.0.0.1:8080' });
    expect(config.temporal).toMatchObject({ address: '127.0.0.1:7233', namespace: 'default', codecKeys: [] });
  });

  it('treats an empty value as unset', () => {
    expect(readConfig({ ...database, API_PORT: '', ALPACA_ENV: ' ' }).api.port).toBe(8080);
  });

  it('reports every malformed value at once', () => {
    const problems = problemsOf({ ...database, API_PORT: 'eighty', ALPACA_ENV: 'demo', NATS_URL: 'ftp://x' });
    expect(problems.map((line) => line.split(':')[0])).toEqual(['API_PORT', 'NATS_URL', 'ALPACA_ENV']);
  });

  it('asks for the database', () => {
    expect(problemsOf({})).toEqual([expect.stringMatching(/^DATABASE_URL: is needed/)]);
  });

  it('refuses a port above 65535', () => {
    expect(problemsOf({ ...database, METRICS_PORT: '70000' })).toEqual([
      expect.stringMatching(/^METRICS_PORT/),
    ]);
  });

  it('refuses live trading without keys and without the explicit yes', () => {
    expect(problemsOf({ ...database, ALPACA_ENV: 'live' }).map((line) => line.split(':')[0])).toEqual([
      'ALPHAFLOW_LIVE_TRADING',
      'APCA_API_KEY_ID',
      'APCA_API_SECRET_KEY',
    ]);
  });

  it.each([
    ['paper', 'AKXYZ'],
    ['live', 'PKXYZ'],
  ])('refuses mode %s with a key of the other kind', (mode, keyId) => {
    const keys = { APCA_API_KEY_ID: keyId, APCA_API_SECRET_KEY: 's', ALPHAFLOW_LIVE_TRADING: 'yes' };
    expect(problemsOf({ ...database, ...keys, ALPACA_ENV: mode })).toEqual([
      expect.stringMatching(/^APCA_API_KEY_ID/),
    ]);
  });

  it('asks for a contact before it calls EDGAR', () => {
    expect(problemsOf({ ...database, DATA_SOURCES: 'real', EDGAR_USER_AGENT: 'nobody' })).toEqual([
      expect.stringMatching(/^EDGAR_USER_AGENT/),
    ]);
  });

  it('listens for other machines only when told that TLS stands in front', () => {
    expect(problemsOf({ ...database, API_HOST: '0.0.0.0' })).toEqual([
      expect.stringMatching(/^API_HOST: is 0\.0\.0\.0, .* API_EXPOSED=yes/),
    ]);
    expect(readConfig({ ...database, API_HOST: '0.0.0.0', API_EXPOSED: 'yes' }).api.host).toBe('0.0.0.0');
  });

  it('lets a worker serve chosen queues, each once, as one version of a deployment', () => {
    expect(readConfig(database).worker).toEqual({ queues: ['cycle', 'orders', 'research', 'streams'] });
    const version = { WORKER_DEPLOYMENT: 'alphaflow', WORKER_BUILD_ID: '1.4.0' };
    expect(readConfig({ ...database, ...version, WORKER_QUEUES: 'orders, cycle,orders' }).worker).toEqual({
      queues: ['orders', 'cycle'],
      version: { deploymentName: 'alphaflow', buildId: '1.4.0' },
    });
    expect(problemsOf({ ...database, WORKER_QUEUES: 'orders,market', WORKER_BUILD_ID: '1' })).toHaveLength(1);
    expect(problemsOf({ ...database, WORKER_BUILD_ID: '1' })).toHaveLength(1);
  });

  it('cannot be changed and never prints a secret', () => {
    const config = readConfig({
      ...database,
      ALPACA_ENV: 'paper',
      APCA_API_KEY_ID: 'PK1',
      APCA_API_SECRET_KEY: 'deep',
    });
    expect(Object.isFrozen(config.broker)).toBe(true);
    expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toMatch(/hidden|deep/);
    expect(config.broker.secretKey).toBeInstanceOf(Secret);
    const stored = readConfig({ ...database, VALYU_API_KEY: 'stored' });
    expect(stored.research?.apiKey).toBe('stored');
  });

  it('lets the launcher run without a database address, with any port free', () => {
    const local = readLocalStackConfig({ POSTGRES_PORT: '0' });
    expect(local.ports.postgres).toBe(0);
    expect(local.outside.databaseUrl).toBeUndefined();
  });
});

describe('secrets of an example', () => {
  const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');
  const commented = [...example.matchAll(/^# (DATABASE_URL|TEMPORAL_CODEC_KEY)=(.+)$/gm)];

  it.each(commented.map(([, name = '', value = '']) => [name, value] as const))(
    'are refused as they stand in .env.example: %s',
    (name, value) => {
      expect(problemsOf({ ...database, [name]: value })).toEqual([
        expect.stringMatching(new RegExp(`^${name}: .*example`)),
      ]);
    },
  );

  it('are those two, and refused wherever a secret belongs', () => {
    expect(commented).toHaveLength(2);
    const names = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'VALYU_API_KEY', 'APCA_API_SECRET_KEY'];
    for (const name of names) {
      for (const value of ['changeme', 'your-key-here', '<key>', 'xxxx', 'PASSWORD']) {
        expect(problemsOf({ ...database, [name]: value })).toEqual([expect.stringContaining(name)]);
      }
    }
  });
});

describe('the keys that encrypt what goes through Temporal', () => {
  const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

  it('are read in their order, and never printed', () => {
    const config = readConfig({ ...database, TEMPORAL_CODEC_KEY: `new:${key(7)}, old:${key(8)}` });
    expect(config.temporal.codecKeys.map(({ name }) => name)).toEqual(['new', 'old']);
    expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toContain(key(7));
  });

  it.each([key(7), 'new:short', `New:${key(7)}`, `a:${key(7)},a:${key(8)}`])('cannot be %s', (text) => {
    expect(problemsOf({ ...database, TEMPORAL_CODEC_KEY: text })).toEqual([
      expect.stringMatching(/^TEMPORAL_CODEC_KEY/),
    ]);
  });
});

describe('language models', () => {
  const targetsOf = (env: NodeJS.ProcessEnv) =>
    readConfig({ ...database, ...env }).languageModels.decideTargets;
  const paper = { ALPACA_ENV: 'paper', APCA_API_KEY_ID: 'PK1', APCA_API_SECRET_KEY: 's' };

  it('are the sandbox’s analyst without a key, and only beside the sandbox’s broker', () => {
    expect(readConfig(database).languageModels.access).toMatchObject({ source: 'sandbox' });
    const { access, decideTargets } = readConfig({ ...database, ...paper }).languageModels;
    expect(access).toEqual({
      source: 'none',
      missing: expect.stringMatching(/set OPENAI_API_KEY or ANTHROPIC/),
    });
    expect(decideTargets).toEqual([]);
  });

  it('are those of the providers whose keys are there, and never print them', () => {
    expect(targetsOf({ ANTHROPIC_API_KEY: 'deep' }).every((one) => one.startsWith('anthropic:'))).toBe(true);
    const config = readConfig({ ...database, OPENAI_API_KEY: 'deep' });
    expect(`${JSON.stringify(config)}${inspect(config, { depth: 9 })}`).not.toContain('deep');
  });

  it('are named with their provider, and need its key', () => {
    expect(targetsOf({ OPENAI_API_KEY: 'k', LLM_DECIDE_TARGETS: 'openai:b , openai:a' })).toEqual([
      'openai:b',
      'openai:a',
    ]);
    const lacking = { OPENAI_API_KEY: 'k', LLM_DECIDE_TARGETS: 'openai:b,anthropic:a' };
    expect(problemsOf({ ...database, ...lacking })).toEqual([
      expect.stringMatching(/^LLM_DECIDE_TARGETS: names anthropic:a, but ANTHROPIC_API_KEY/),
    ]);
    expect(problemsOf({ ...database, LLM_DECIDE_TARGETS: 'gpt-6-sol', LLM_USD_PER_DAY: '-1' })).toHaveLength(
      2,
    );
  });
});

describe('what npm run halt reads', () => {
  const left = { url: 'http://127.0.0.1:9999', keyId: 'local-7' };

  it('is the sandbox that the local stack left, whatever keys the environment has', () => {
    const { broker } = readHaltConfig(() => left, { APCA_API_KEY_ID: 'PKREAL' });
    expect(broker).toMatchObject({ mode: 'sandbox', sandboxUrl: left.url, keyId: 'local-7' });
  });

  it('is the environment’s keys elsewhere, without a database and without a yes to live trading', () => {
    const keys = { APCA_API_KEY_ID: 'AK1', APCA_API_SECRET_KEY: 's' };
    const { broker } = readHaltConfig(() => left, { ...keys, ALPACA_ENV: 'live' });
    expect(broker).toMatchObject({ mode: 'live', keyId: 'AK1' });
    expect(() => readHaltConfig(() => left, { ALPACA_ENV: 'paper' })).toThrow(ConfigError);
  });
});
