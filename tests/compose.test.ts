import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { variableNames } from '../config/variables.ts';
import { projectRoot } from '../launcher/find-tool.mjs';
import { TASK_QUEUES } from '../workflows/messages.ts';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const value = z.union([z.string(), z.number(), z.null()]).optional();
const service = z.looseObject({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.record(z.string(), value).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  restart: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const text = read('docker-compose.yml');
const compose = z
  .looseObject({ services: z.record(z.string(), service), networks: z.record(z.string(), z.unknown()) })
  .parse(parse(text, { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const isJob = ({ restart = '' }: z.infer<typeof service>) =>
  restart === 'no' || restart.startsWith('on-fail');
/** Addresses and ports of what `npm start` runs itself, and where this process listens. */
const OF_THE_MACHINE =
  /^(POSTGRES_PORT|TEMPORAL_PORT|TEMPORAL_UI_PORT|NATS_PORT|SANDBOX_PORT|TEMPORAL_CLI_PATH|NATS_SERVER_PATH|API_(HOST|PORT|EXPOSED|URL)|METRICS_(HOST|PORT)|WORKER_QUEUES)$/;

describe('docker-compose.yml', () => {
  it('publishes the API alone; the Web UIs are for this machine', () => {
    const published = services.flatMap(([name, { ports }]) => ports.map((port) => ({ name, port })));
    const beyond = published.filter(({ port }) => !port.startsWith('127.0.0.1:'));
    expect(beyond).toEqual([{ name: 'api', port: expect.stringMatching(/^\$\{API_BIND:-127\.0\.0\.1\}:/) }]);
  });

  it('has no password of its own, and refuses to start without one', () => {
    const secrets = services.flatMap(([name, { environment }]) =>
      Object.entries(environment)
        .filter(([key]) => /PASSWORD|PWD|TOKEN|SECRET|_KEY$|DATABASE_URL|NATS_URL/.test(key))
        .map(([key, given]) => ({ where: `${name} ${key}`, given })),
    );
    expect(secrets.length).toBeGreaterThan(10);
    const unguarded = secrets.filter(
      ({ given }) => given !== null && !/\$\{[A-Z_]+:\?[^}]+\}/.test(String(given)),
    );
    expect(unguarded).toEqual([]);
    expect(text).not.toMatch(/\$\{[A-Z_]*(PASSWORD|TOKEN|SECRET|KEY)[A-Z_]*:-[^}]/);
  });

  it('gives the workers every queue, each a service of its own that can be scaled', () => {
    const queues = services.flatMap(([name, { environment }]) =>
      name.startsWith('worker-') ? [String(environment['WORKER_QUEUES'])] : [],
    );
    expect(queues.toSorted()).toEqual(Object.values(TASK_QUEUES).toSorted());
    expect(services.filter(([, one]) => 'container_name' in one)).toEqual([]);
  });

  it('hands every setting to API and workers', () => {
    const needed = variableNames.filter((name) => !OF_THE_MACHINE.test(name));
    for (const [name, { environment }] of ours.filter(([, one]) => !one.profiles.includes('sandbox'))) {
      expect({ name, lacks: needed.filter((one) => !(one in environment)) }).toEqual({ name, lacks: [] });
    }
  });

  it('hands them nothing that they do not know, and asks for nothing that docs/scaling.md does not name', () => {
    const known = new Set<string>(variableNames);
    for (const [name, { environment }] of ours) {
      const unread = Object.keys(environment).filter((one) => !known.has(one));
      expect({ name, unread }).toEqual({ name, unread: [] });
    }
    const asked = new Set(text.match(/(?<=\$\{)[A-Z_]+/g));
    const told = `${read('docs/scaling.md')}${read('.env.example')}`;
    expect([...asked].filter((one) => !told.includes(one))).toEqual([]);
  });

  it('runs our processes as nobody of importance, on a file system that they cannot change', () => {
    expect(ours.length).toBe(7);
    for (const [name, one] of ours) {
      expect({ name, readOnly: one.read_only, caps: one.cap_drop }).toEqual({
        name,
        readOnly: true,
        caps: ['ALL'],
      });
      expect(one.build?.dockerfile).toBe('deploy/Dockerfile');
    }
    const dockerfile = read('deploy/Dockerfile');
    expect(dockerfile.match(/^FROM node:24-/gm)).toHaveLength(2);
    expect(dockerfile.match(/^USER .+$/gm)).toEqual(['USER node']);
    expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.env', '.git', '.alphaflow']));
  });

  it('starts nothing before what it needs, and knows of each part whether it is well', () => {
    for (const [name, one] of services) {
      expect({ name, isWatched: isJob(one) || one.healthcheck !== undefined }).toEqual({
        name,
        isWatched: true,
      });
      for (const [needed, { condition }] of Object.entries(one.depends_on)) {
        const other = compose.services[needed];
        if (other === undefined) throw new Error(`${name} needs ${needed}, which is not there`);
        expect({ name, needed, condition }).toEqual({
          name,
          needed,
          condition: isJob(other) ? 'service_completed_successfully' : 'service_healthy',
        });
      }
    }
    const needMigrations = ours.filter(([name, { restart }]) => restart !== 'no' && name !== 'sandbox');
    for (const [, one] of needMigrations) expect(Object.keys(one.depends_on)).toContain('migrate');
  });

  it('gives a worker longer to stop than its activities have', () => {
    const forced = /SHUTDOWN_FORCE = '(\d+)s'/.exec(read('workers/temporal/task-queues.ts'))?.[1];
    const graces = services
      .filter(([name]) => name.startsWith('worker-'))
      .map(([, one]) => Number.parseInt(one.stop_grace_period ?? '0', 10));
    expect(Math.min(...graces)).toBeGreaterThan(Number(forced));
  });

  it('runs Temporal’s own server with a job for its schema, never the image that is dead', () => {
    expect(compose.services['temporal']?.image).toMatch(/^temporalio\/server:\d+\.\d+\.\d+$/);
    expect(compose.services['temporal-schema']?.image).toMatch(/^temporalio\/admin-tools:/);
    expect(text).not.toContain('auto-setup');
  });

  it('keeps the servers where nothing outside reaches them', () => {
    expect(compose.networks['inside']).toEqual({ internal: true });
    for (const name of ['postgres', 'nats', 'temporal', 'sandbox', 'prometheus'])
      expect(compose.services[name]?.networks).toEqual(['inside']);
  });

  it('mounts only files that are here', () => {
    const mounted = services.flatMap(([, { volumes }]) =>
      volumes.filter((one) => one.startsWith('./')).map((one) => one.split(':')[0] ?? ''),
    );
    expect(mounted.length).toBeGreaterThan(5);
    expect(mounted.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });

  it('asks NATS for a password and for the disk before it acknowledges an event', () => {
    const nats = read('deploy/nats.conf');
    expect(nats).toMatch(/user: alphaflow, password: \$NATS_PASSWORD/);
    expect(nats).toMatch(/^ {2}sync_interval: always$/m);
    expect(nats).not.toMatch(/no_auth_user/);
  });
});
