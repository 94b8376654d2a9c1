import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLocalStackConfig } from '../config/env.ts';
import { migrateToLatest } from '../db/migrate.ts';
import { migrations } from '../db/migrations/index.ts';
import { ensureDatabase, postgresPart, postgresUrl } from '../launcher/parts/postgres.ts';
import { openHome } from '../launcher/stack/home.ts';
import { resolvePorts } from '../launcher/stack/stack-ports.ts';
import { supervise } from '../launcher/stack/supervise.ts';
import { type Seed, seedMany, seedStatements } from '../tests/support/seed-many.ts';

const NO_PORTS = { api: 0, metrics: 0, nats: 0, postgres: 0, sandbox: 0, temporal: 0, temporalUi: 0 };
const PASSWORD = 'bench';
const DATABASE = 'seeded';
const silent = { onProcess: () => {}, onDeath: () => {}, onRecovery: () => {} };

export interface SeededDatabase {
  readonly url: string;
  /** Stops the server; its data stay for the next run. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of its own with the flags of `npm start`, full of rows. Its data stay in the local state folder, under a
 * name made of the schema and the seed: the same again is there at once, another one takes its place.
 */
export async function startSeededDatabase(seed: Seed, tell: (line: string) => void): Promise<SeededDatabase> {
  const home = join(readLocalStackConfig().home, 'bench');
  const facts = JSON.stringify([Object.keys(migrations), seedStatements(seed)]);
  const dataDir = join(home, createHash('sha256').update(facts).digest('hex').slice(0, 12));
  const finished = `${dataDir}.seeded`;
  if (!existsSync(finished)) rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const { logs } = openHome(home);
  const { postgres: port } = await resolvePorts(NO_PORTS, ['postgres']);
  const server = { port, password: PASSWORD };
  const logFile = join(logs, 'postgres.log');
  const part = await postgresPart({ ...server, dataDir, logFile, durable: true });
  const postgres = supervise(part, silent);
  const killNow = () => postgres.killNow();
  process.once('exit', killNow);
  await postgres.start();
  const url = postgresUrl(server, DATABASE);
  if (!existsSync(finished)) {
    tell(`seeding ${seed.orders} orders and their fills; kept in ${dataDir}`);
    await ensureDatabase(server, DATABASE);
    await migrateToLatest(url);
    await seedMany(url, seed, tell);
    writeFileSync(finished, '');
  }
  return {
    url,
    stop: async () => {
      await postgres.stop();
      process.removeListener('exit', killNow);
    },
  };
}
