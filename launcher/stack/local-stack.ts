import { ensureDatabase } from '../parts/postgres.ts';
import type { Reporter } from '../reporter.ts';
import type { PartName } from './part.ts';
import { startMark } from './process-identity.ts';
import { describeStack, removeStackFile, writeStackFile } from './stack-file.ts';
import type { StackPlan } from './stack-plan.ts';
import { type Supervised, supervise } from './supervise.ts';

export interface LocalStack {
  /** Brings every part up and settles when all serve. On failure nothing is left running once `stop` settles. */
  start(): Promise<void>;
  /** Our processes first, then the servers, each by process id with its grace. */
  stop(): Promise<void>;
  killNow(): void;
}

export interface LocalStackOptions {
  readonly home: string;
  readonly plan: StackPlan;
  readonly database: string;
  readonly reporter: Reporter;
  /** Brings schema and owner up to date once the database answers, before our processes start. Gives what it applied. */
  readonly prepareDatabase: (databaseUrl: string) => Promise<readonly string[]>;
}

/** Supervises the parts of a plan and keeps stack.json true while they run. */
export function createLocalStack({
  home,
  plan,
  database,
  reporter,
  prepareDatabase,
}: LocalStackOptions): LocalStack {
  const running = new Map<PartName, number>();
  const servers = plan.servers.map(watch);
  const ours = plan.ours.map(watch);

  function watch(part: StackPlan['servers'][number]): Supervised {
    const supervised = supervise(part, {
      onProcess: () => {
        const pid = supervised.pid();
        if (pid === undefined) running.delete(part.name);
        else running.set(part.name, pid);
        writeStackFile(home, describeStack(running, plan.addresses, startMark, plan.about));
      },
      onDeath: (dead, how) => {
        reporter.warn(`${dead.title} died (${how}): starting it again`);
      },
      onRecovery: (recovered, ms) => {
        reporter.partReady(recovered.title, ms, 'again');
      },
    });
    return supervised;
  }

  async function bring(supervised: Supervised): Promise<void> {
    const startedAt = Date.now();
    await supervised.start();
    const [listens] = supervised.part.listens;
    reporter.partReady(
      supervised.part.title,
      Date.now() - startedAt,
      listens === undefined ? '' : `127.0.0.1:${listens.port}`,
    );
  }

  async function bringServer(supervised: Supervised): Promise<void> {
    await bring(supervised);
    if (supervised.part.name === 'postgres') await prepare();
  }

  async function prepare(): Promise<void> {
    const startedAt = Date.now();
    if (plan.embedded !== undefined) await ensureDatabase(plan.embedded, database);
    const applied = await prepareDatabase(plan.databaseUrl);
    if (applied.length > 0)
      reporter.partReady(
        'Schema',
        Date.now() - startedAt,
        applied.length === 1 ? '1 migration' : `${applied.length} migrations`,
      );
  }

  return {
    async start() {
      const outsideDatabase = plan.embedded === undefined ? [prepare()] : [];
      await Promise.all([...servers.map(bringServer), ...outsideDatabase]);
      await Promise.all(ours.map(bring));
    },
    async stop() {
      await Promise.all(ours.map((part) => part.stop()));
      await Promise.all(servers.map((part) => part.stop()));
      removeStackFile(home);
    },
    killNow() {
      for (const part of [...ours, ...servers]) part.killNow();
    },
  };
}
