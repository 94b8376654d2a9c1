import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionCleanupActivity } from '../activities/jobs/session-cleanup.ts';
import { anAccount } from '../tests/support/rows.ts';
import { cycleWorkflowId } from '../workflows/messages.ts';
import { newApiKey } from './contract/api-keys.ts';
import { startedCycle } from './contract/cycles.ts';
import { problem } from './contract/problem.ts';
import { strategy } from './contract/strategies.ts';
import { type ApiOnServers, apiOnServers } from './testing/api-on-servers.ts';
import { aKeyOf } from './testing/api-under-test.ts';
import { aPerson, loggedIn } from './testing/people.ts';

let api: ApiOnServers;
let userId: string;
let key: string;
beforeAll(async () => {
  api = await apiOnServers();
  ({ userId } = await anAccount(api.db));
  key = await aKeyOf(api.db, userId);
});
afterAll(() => api?.close());

const wish = (name: string) => ({ name, kind: 'momentum', universe: ['AAPL'], intervalSeconds: 300 });
const post = (path: string, idempotencyKey: string, body: unknown, as = key) =>
  api.call('POST', path, { key: as, body, headers: { 'Idempotency-Key': idempotencyKey } });
const codeOf = async (response: Response) => problem.parse(await response.json()).code;
const isReplay = (response: Response) => response.headers.get('idempotent-replayed') === 'true';
const countOf = async (name: string) => {
  const rows = await api.db.selectFrom('strategies').select('id').where('name', '=', name).execute();
  return rows.length;
};

/** Every commit that touches a key fails, as if the process died before it, while `work` goes on. */
async function withoutCommits(work: () => Promise<void>): Promise<void> {
  const { db } = api;
  await sql`create function refuse_commit() returns trigger language plpgsql as
    $$ begin raise exception 'no commit'; end $$`.execute(db);
  await sql`create constraint trigger refuse_commit after update on idempotency_keys
    deferrable initially deferred for each row execute function refuse_commit()`.execute(db);
  try {
    await work();
  } finally {
    await sql`drop function refuse_commit() cascade`.execute(db);
  }
}

describe('a request with an Idempotency-Key', () => {
  test('makes one thing, and is answered alike when it is repeated', async () => {
    const first = await post('/v1/strategies', 'once', wish('Once'));
    const again = await post('/v1/strategies', 'once', wish('Once'));
    const [one, two] = [await first.text(), await again.text()];
    expect([first.status, again.status, isReplay(first), isReplay(again)]).toEqual([201, 201, false, true]);
    expect(two).toBe(one);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await countOf('Once')).toBe(1);
  });

  test('belongs to its body, its user and its route', async () => {
    expect((await post('/v1/strategies', 'mine', wish('Mine'))).status).toBe(201);
    const other = await post('/v1/strategies', 'mine', wish('Another'));
    expect([other.status, await codeOf(other)]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await countOf('Another')).toBe(0);
    const { userId: stranger } = await anAccount(api.db);
    const theirs = await post('/v1/strategies', 'mine', wish('Mine'), await aKeyOf(api.db, stranger));
    expect([theirs.status, isReplay(theirs)]).toEqual([201, false]);
    const rule = { name: 'r', severity: 'info', terms: { kind: 'fill' } };
    expect((await post('/v1/alert-rules', 'mine', rule)).status).toBe(201);
    expect(await codeOf(await post('/v1/strategies', 'no blanks', wish('x')))).toBe(
      'IDEMPOTENCY_KEY_INVALID',
    );
  });

  test('makes one thing however many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post('/v1/strategies', 'at-once', wish('At once'))),
    );
    const made = answers.filter((answer) => answer.status === 201);
    expect(made.filter((answer) => !isReplay(answer))).toHaveLength(1);
    const others = answers.filter((answer) => answer.status !== 201);
    expect(new Set(await Promise.all(others.map(codeOf)))).toEqual(
      new Set(others.length === 0 ? [] : ['IDEMPOTENCY_KEY_IN_USE']),
    );
    expect(await countOf('At once')).toBe(1);
    expect(isReplay(await post('/v1/strategies', 'at-once', wish('At once')))).toBe(true);
  });

  test('that was refused has made nothing, and leaves its key free', async () => {
    await post('/v1/strategies', 'taken-1', wish('Taken'));
    expect(await codeOf(await post('/v1/strategies', 'taken-2', wish('Taken')))).toBe('STRATEGY_NAME_TAKEN');
    const mended = await post('/v1/strategies', 'taken-2', wish('Not taken'));
    expect([mended.status, isReplay(mended)]).toEqual([201, false]);
  });

  test('whose transaction was lost has made nothing, and makes it when it is repeated', async () => {
    await withoutCommits(async () => {
      expect((await post('/v1/strategies', 'lost', wish('Lost'))).status).toBe(500);
    });
    expect(await countOf('Lost')).toBe(0);
    const again = await post('/v1/strategies', 'lost', wish('Lost'));
    expect([again.status, isReplay(again), await countOf('Lost')]).toEqual([201, false, 1]);
  });

  test('finds the cycle that it has started when only the record of it was lost', async () => {
    const made = strategy.parse(await (await post('/v1/strategies', 'cycles', wish('Cycles'))).json());
    const path = `/v1/strategies/${made.id}/cycles`;
    await withoutCommits(async () => {
      expect((await post(path, 'run', {})).status).toBe(500);
    });
    const { askedAt } = await api.db
      .selectFrom('idempotencyKeys')
      .select('askedAt')
      .where('answeredAt', 'is', null)
      .executeTakeFirstOrThrow();
    const started = cycleWorkflowId(made.id, askedAt.toISOString());
    expect((await api.temporal.workflow.getHandle(started).describe()).type).toBe('autonomousCycle');
    const again = await post(path, 'run', {});
    expect(again.status).toBe(202);
    expect(startedCycle.parse(await again.json()).cycleId).toBe(started);
    const replay = await post(path, 'run', {});
    const told = startedCycle.parse(await replay.json());
    expect([isReplay(replay), told.cycleId]).toEqual([true, started]);
    const audited = api.db.selectFrom('audit').select('id').where('action', '=', 'cycle.started');
    expect(await audited.where('target', '=', `strategy:${made.id}`).execute()).toHaveLength(1);
    expect(await codeOf(await post(path, 'other', { asOf: told.asOf }))).toBe('CYCLE_EXISTS');
  });

  test('shows a secret once, and keeps it nowhere', async () => {
    const browser = await loggedIn(api, await aPerson(api.db));
    const ask = () =>
      browser.call('POST', '/v1/auth/api-keys', {
        body: { name: 'script', scopes: ['read'] },
        headers: { 'Idempotency-Key': 'shown' },
      });
    const made = newApiKey.parse(await (await ask()).json());
    const again = await ask();
    expect([again.status, isReplay(again)]).toEqual([409, true]);
    const told = problem.parse(await again.json());
    expect(told).toMatchObject({
      code: 'IDEMPOTENCY_ANSWER_NOT_KEPT',
      location: `/v1/auth/api-keys/${made.id}`,
    });
    const kept = JSON.stringify(await api.db.selectFrom('idempotencyKeys').selectAll().execute());
    expect(kept).not.toContain(made.key);
    const keys = await api.db.selectFrom('apiKeys').select('id').where('name', '=', 'script').execute();
    expect(keys).toHaveLength(1);
  });

  test('is forgotten after a day', async () => {
    const { db } = api;
    await post('/v1/strategies', 'old', wish('Old'));
    const at = new Date(Date.now() - 86_400_001);
    await sql`update idempotency_keys set asked_at = ${at} where location like '/v1/strategies/%'`.execute(
      db,
    );
    const { note } = await sessionCleanupActivity({ db }).removeExpiredSessions();
    expect(note).toMatch(/, [1-9]\d* idempotency keys$/);
    const left = await db.selectFrom('idempotencyKeys').select('askedAt').execute();
    expect(left.every(({ askedAt }) => askedAt > at)).toBe(true);
    expect(await codeOf(await post('/v1/strategies', 'old', wish('Old')))).toBe('STRATEGY_NAME_TAKEN');
  });
});

test('without the header each request makes something', async () => {
  const rule = { name: randomUUID(), severity: 'info', terms: { kind: 'fill' } };
  const ask = async () => (await api.call('POST', '/v1/alert-rules', { key, body: rule })).status;
  expect([await ask(), await ask()]).toEqual([201, 201]);
  const rules = api.db.selectFrom('alertRules').select('id').where('name', '=', rule.name);
  expect(await rules.execute()).toHaveLength(2);
});
