import { userByEmail } from '../../db/queries/identity/users.ts';
import { type OutageKind, SourceOutage } from '../../domain/outage.ts';
import { startDrillServer, type Trouble } from './drill-server.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';

const GUARD_MS = 200;
const DATABASE_WITHIN_MS = 6_000;
const MODEL_TIMEOUT_MS = 2_000;

/** What `call` is told as, against a server that has this trouble. @throws when it is no outage */
async function outageAt(trouble: Trouble, call: (url: string) => Promise<unknown>): Promise<SourceOutage> {
  const server = await startDrillServer(trouble);
  try {
    await call(server.url);
  } catch (error) {
    if (error instanceof SourceOutage) return error;
    throw new Error('what went wrong is not told as an outage', { cause: error });
  } finally {
    await server.close();
  }
  throw new Error('an answer came from a server that gives none');
}

function seeKind(outage: SourceOutage, kind: OutageKind): string {
  see(outage.kind === kind, `told as ${outage.kind} instead of ${kind}`);
  return `told as ${kind}`;
}

export const failureDrills: Probes = {
  'failure.database': async ({ deps }: ProbeRun) => {
    const server = await startDrillServer('unavailable');
    await server.close();
    const database = deps.drills.databaseAt(server.url.replace('http:', 'postgres:'));
    const startedAt = performance.now();
    const outcome = await userByEmail(database, 'nobody@probe.invalid').then(
      () => 'answered',
      (error: unknown) => String(error),
    );
    await database.destroy();
    const tookMs = performance.now() - startedAt;
    see(outcome !== 'answered', 'a database that is not there answered');
    see(tookMs < DATABASE_WITHIN_MS, `the pool waited ${Math.round(tookMs)} ms`);
    return `told after ${Math.round(tookMs)} ms`;
  },
  'failure.alpaca': async ({ deps, signal }) =>
    seeKind(
      await outageAt('unavailable', (url) => deps.drills.brokerAt(url).positions(signal)),
      'server-error',
    ),
  'failure.models': async ({ deps, signal }) => {
    const request = {
      system: 's',
      messages: [{ role: 'user', text: 't' }],
      tools: [],
      maxOutputTokens: 10,
    } as const;
    const told = await outageAt('unavailable', async (url) => {
      const outages = await Promise.all(
        deps.drills.modelsAt(url).map(async (model) => {
          try {
            await model.ask('drill', request, { timeoutMs: MODEL_TIMEOUT_MS, signal });
          } catch (error) {
            return error;
          }
          throw new Error('a provider that is gone answered');
        }),
      );
      for (const outage of outages) see(outage instanceof SourceOutage, `told as ${String(outage)}`);
      throw outages[0];
    });
    return seeKind(told, 'server-error');
  },
  'failure.timeout': async ({ deps, signal }) => {
    const guard = deps.drills.guardWith(GUARD_MS);
    const asOf = deps.now().toISOString();
    const told = await outageAt('silent', (url) =>
      guard.run(() => deps.drills.ratesAt(url).rates('USD', ['EUR'], asOf, signal)),
    );
    see(guard.isOpen(), 'the breaker is not open');
    return `${seeKind(told, 'timeout')}, and its breaker is open`;
  },
  'failure.socket': async ({ deps, signal }) => {
    const asOf = deps.now().toISOString();
    const told = await outageAt('cut', (url) => deps.drills.ratesAt(url).rates('USD', ['EUR'], asOf, signal));
    return seeKind(told, 'network');
  },
};
