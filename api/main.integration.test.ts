import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { readiness } from './contract/health.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'alphaflow-api-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

function start(changes: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      NATS_URL: inject('natsUrl'),
      API_PORT: '0',
      ALPHAFLOW_SECRETS_KEY: 'the secrets key of this test, 32 characters',
      ...changes,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    return z.object({ ready: z.literal(true), url: z.url() }).parse(JSON.parse(line)).url;
  }
  throw new Error('the process ended before it was ready');
}

describe('the API’s process', () => {
  test('says where it listens, finds every part, and ends cleanly on SIGTERM within 5 seconds', async () => {
    const child = start({});
    const url = await readyUrl(child);
    const deadline = Date.now() + 10_000;
    let parts = await (await fetch(`${url}/readyz`)).json();
    while (readiness.parse(parts).status !== 'ready' && Date.now() < deadline) {
      parts = await (await fetch(`${url}/readyz`)).json();
    }
    expect(readiness.parse(parts)).toMatchObject({
      status: 'ready',
      parts: { postgres: { state: 'up' }, temporal: { state: 'up' }, nats: { state: 'up' } },
    });
    const stoppedAt = performance.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(performance.now() - stoppedAt).toBeLessThan(5_000);
  });

  test('starts without any of its parts, and names those that are missing', async () => {
    const nowhere = '127.0.0.1:1';
    const child = start({
      DATABASE_URL: `postgres://a:b@${nowhere}/c`,
      TEMPORAL_ADDRESS: nowhere,
      NATS_URL: `nats://${nowhere}`,
    });
    const url = await readyUrl(child);
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    const { parts } = readiness.parse(await response.json());
    expect([parts.postgres.state, parts.temporal.state, parts.nats.state]).toEqual(['down', 'down', 'down']);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('refuses to listen beyond this machine unless it is told that TLS stands in front', async () => {
    const child = start({ API_HOST: '0.0.0.0' });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toContain('API_HOST: is 0.0.0.0, which other machines can reach');
  });

  test('does not start without the key that it signs and encrypts with', async () => {
    const child = start({ ALPHAFLOW_SECRETS_KEY: '' });
    const [line] = await once(createInterface({ input: child.stderr ?? process.stdin }), 'line');
    expect(line).toContain('ALPHAFLOW_SECRETS_KEY');
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});
