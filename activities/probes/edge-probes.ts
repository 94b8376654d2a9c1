import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { insertApiKey } from '../../db/queries/api-keys.ts';
import { inTransaction } from '../../db/queries/in-transaction.ts';
import { appendOutbox } from '../../db/queries/outbox.ts';
import { deleteProbeKey, ensureProbeUser } from '../../db/queries/probe-rows.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';

const KEY_LIVES_MS = 60_000;
const SECRET = 'hunter2-probe';

/** Calls the API with a key of the probe's user that lives as long as `work`. */
async function withProbeKey<T>(
  { deps }: ProbeRun,
  work: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { id: userId } = await ensureProbeUser(deps.db);
  const apiKey = `af_${randomBytes(32).toString('base64url')}`;
  const keyHash = createHash('sha256').update(apiKey).digest('hex');
  const expiresAt = new Date(deps.now().getTime() + KEY_LIVES_MS);
  const key = { userId, name: `probe ${randomUUID()}`, keyHash, expiresAt };
  const { id } = await insertApiKey(deps.db, { ...key, scopes: ['read', 'strategies:write'] });
  try {
    return await work({ authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' });
  } finally {
    await deleteProbeKey(deps.db, userId, id);
  }
}

/** The stable code of a problem, or what else came. */
async function codeOf(response: Response): Promise<string> {
  const type = response.headers.get('content-type') ?? 'nothing';
  if (!type.startsWith('application/problem+json')) return `${response.status} as ${type}`;
  const body: unknown = await response.json();
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  return typeof code === 'string' ? code : `${response.status} without a code`;
}

export const edgeProbes: Probes = {
  'across.errors': async ({ deps, signal }) => {
    const response = await fetch(`${deps.addresses.api}/there-is-no-such-thing`, { signal });
    const code = await codeOf(response);
    see(response.status === 404 && code === 'NOT_FOUND', `answered ${response.status} ${code}`);
    return 'problem+json with NOT_FOUND';
  },
  'across.sanitising': (run) =>
    withProbeKey(run, async (headers) => {
      const strategy = { name: 'probe', kind: 'momentum', universe: ['KO'], intervalSeconds: 600 };
      const bodies = [
        { ...strategy, surprise: true },
        { ...strategy, name: 'pro\u0007be' },
      ];
      const codes: string[] = [];
      for (const body of bodies) {
        const url = `${run.deps.addresses.api}/v1/strategies`;
        const options = { method: 'POST', headers, body: JSON.stringify(body), signal: run.signal };
        const response = await fetch(url, options);
        const code = await codeOf(response);
        see(response.status >= 400 && response.status < 500, `a bad body was answered ${response.status}`);
        codes.push(code);
      }
      return codes.join(', ');
    }),
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
  'real-time.sse': (run) =>
    withProbeKey(run, async (headers) => {
      const { db, addresses } = run.deps;
      const leave = new AbortController();
      const signal = AbortSignal.any([run.signal, leave.signal]);
      const response = await fetch(`${addresses.api}/v1/events?topics=integration`, { headers, signal });
      see(response.status === 200 && response.body !== null, `answered ${response.status}`);
      const mark = await sendProbed(db);
      let heard = '';
      try {
        for await (const chunk of response.body ?? []) {
          heard += Buffer.from(chunk).toString('utf8');
          if (heard.includes(mark)) return `heard as event ${/id: (\d+)/.exec(heard)?.[1] ?? ''}`;
        }
      } finally {
        leave.abort();
      }
      throw new Error('the stream ended before the event came');
    }),
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
  const event = { userId, noun: 'integration', verb: 'probed', payload: { mark } };
  await inTransaction(db, (tx) => appendOutbox(tx, event));
  return mark;
}
