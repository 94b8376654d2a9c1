import { randomUUID } from 'node:crypto';
import { appendOutbox } from '../../db/queries/events/outbox.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { ensureProbeUser, ensureProbeViewer } from '../../db/queries/probes/probe-rows.ts';
import type { KeyScope } from '../../domain/identity/capabilities.ts';
import { callApi, withProbeKey } from './api-caller.ts';
import { readEvents } from './event-stream.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';

const SECRET = 'hunter2-probe';
const READER: readonly KeyScope[] = ['read'];

export const edgeProbes: Probes = {
  'across.errors': async (run) => {
    const { status, code } = await callApi(run, { method: 'GET', path: '/there-is-no-such-thing' });
    see(status === 404 && code === 'NOT_FOUND', `answered ${status} ${code ?? 'without a code'}`);
    return 'problem+json with NOT_FOUND';
  },
  'across.roles': async (run) => {
    const [trader, viewer] = [await ensureProbeUser(run.deps.db), await ensureProbeViewer(run.deps.db)];
    const trading = { method: 'POST', path: '/v1/orders', body: {} };
    const reading = { method: 'GET', path: '/v1/orders?limit=1' };
    return await withProbeKey(run, { user: viewer, scopes: ['read', 'trade'] }, async (headers) => {
      const read = await callApi(run, { ...reading, headers });
      see(read.status === 200, `a viewer’s reading was answered ${read.status} ${read.code ?? ''}`);
      const byRole = (await callApi(run, { ...trading, headers })).code;
      see(byRole === 'ROLE_FORBIDDEN', `a viewer’s order was answered ${byRole ?? 'without a code'}`);
      const key = { user: trader, scopes: READER };
      const byScope = await withProbeKey(
        run,
        key,
        async (own) => (await callApi(run, { ...trading, headers: own })).code,
      );
      see(
        byScope === 'SCOPE_MISSING',
        `an order beyond its scopes was answered ${byScope ?? 'without a code'}`,
      );
      return 'a viewer reads and does not trade; nor does a trader’s key that is for reading';
    });
  },
  'across.sanitising': async (run) => {
    const key = { user: await ensureProbeUser(run.deps.db), scopes: ['read', 'strategies:write'] } as const;
    return await withProbeKey(run, key, async (headers) => {
      const strategy = { name: 'probe', kind: 'momentum', universe: ['KO'], intervalSeconds: 600 };
      const bodies = [
        { ...strategy, surprise: true },
        { ...strategy, name: 'pro\u0007be' },
      ];
      const codes: string[] = [];
      for (const body of bodies) {
        const { status, code } = await callApi(run, {
          method: 'POST',
          path: '/v1/strategies',
          headers,
          body,
        });
        see(
          status >= 400 && status < 500 && code !== undefined,
          `a bad body was answered ${status} ${code ?? ''}`,
        );
        codes.push(code ?? '');
      }
      return codes.join(', ');
    });
  },
  'across.monitoring': async ({ deps, signal }) => {
    const text = await (await fetch(`${deps.addresses.metrics}/metrics`, { signal })).text();
    for (const name of ['temporal_', 'alphaflow_']) {
      see(text.includes(`\n${name}`) || text.startsWith(name), `no figure called ${name}…`);
    }
    return `${text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length} figures`;
  },
  'across.logging': ({ deps }) => {
    const line: unknown = JSON.parse(deps.logLine({ apiKey: SECRET, nested: { password: SECRET } }));
    const isWhole = typeof line === 'object' && line !== null && 'level' in line && 'time' in line;
    see(isWhole, 'the line has no level or no time');
    see(!JSON.stringify(line).includes(SECRET), 'a secret is in the line');
    return Promise.resolve('one JSON object, secrets blanked');
  },
  'real-time.sse': async (run) => {
    const user = await ensureProbeUser(run.deps.db);
    return await readEvents(run, { user, query: 'topics=integration' }, async (events) => {
      const mark = await sendProbed(run.deps.db);
      for await (const event of events) {
        if (event.includes(mark)) return `heard as event ${/id: (\d+)/.exec(event)?.[1] ?? ''}`;
      }
      throw new Error('the stream ended before the event came');
    });
  },
  'real-time.event-bus': async ({ deps, signal }) => {
    const { id: userId } = await ensureProbeUser(deps.db);
    const tap = await deps.events.open(userId);
    try {
      const mark = await sendProbed(deps.db);
      return `heard on ${await tap.heard(mark, signal)}`;
    } finally {
      await tap.close();
    }
  },
};

/** Writes an event of the probe's user, and gives the mark that it bears. */
async function sendProbed(db: ProbeRun['deps']['db']): Promise<string> {
  const { id: userId } = await ensureProbeUser(db);
  const mark = randomUUID();
  const event = { userId, type: 'integration.probed', payload: { mark } } as const;
  await inTransaction(db, (tx) => appendOutbox(tx, event));
  return mark;
}
