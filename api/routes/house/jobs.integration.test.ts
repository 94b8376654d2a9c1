import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { insertUser } from '../../../db/queries/identity/users.ts';
import { HOUSE_JOBS } from '../../../domain/house-jobs.ts';
import { anOwner } from '../../../tests/support/rows.ts';
import { ensureHouseSchedules } from '../../../workers/temporal/house-schedules.ts';
import { job, jobList } from '../../contract/jobs.ts';
import { type ApiOnServers, apiOnServers } from '../../testing/api-on-servers.ts';
import { aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';

let api: ApiOnServers;
let owner: string;
let trader: string;

beforeAll(async () => {
  api = await apiOnServers({ temporalTimeoutMs: 20_000 });
  const { db } = api;
  owner = await aKeyOf(db, (await anOwner(db)).id);
  const other = await insertUser(db, { email: 'trader@example.test', displayName: 'T', role: 'trader' });
  trader = await aKeyOf(db, other.id);
  await ensureHouseSchedules(api.temporal, { probeMinutes: 5 });
});
afterAll(() => api?.close());

describe('jobs', () => {
  it('are every schedule of the house, with its rhythm and its next run', async () => {
    const answer = await api.call('GET', '/v1/jobs', { key: owner });
    const { items } = jobList.parse(await answer.json());
    expect(items.map(({ id }) => id).toSorted()).toEqual(Object.keys(HOUSE_JOBS).toSorted());
    const reconciliation = items.find(({ id }) => id === 'reconciliation');
    expect(reconciliation).toMatchObject({ workflow: 'reconciliation', intervalSeconds: 300, paused: false });
    expect(Date.parse(reconciliation?.nextRunAt ?? '')).toBeGreaterThan(Date.now());
  });

  it('are paused and resumed by an owner, with a note and an audit entry', async () => {
    const put = async (paused: boolean) =>
      job.parse(
        await (await api.call('PUT', '/v1/jobs/event-retention', { key: owner, body: { paused } })).json(),
      );
    expect(await put(true)).toMatchObject({ paused: true, nextRunAt: null });
    expect((await put(true)).note).toMatch(/^paused by /);
    expect(await put(false)).toMatchObject({ paused: false });
    const audit = await api.db.selectFrom('audit').select('target').execute();
    expect(audit).toContainEqual({ target: 'job:event-retention' });
    // Making sure of the schedules again resumes nothing that somebody paused.
    await put(true);
    await ensureHouseSchedules(api.temporal, { probeMinutes: 5 });
    const again = jobList.parse(await (await api.call('GET', '/v1/jobs', { key: owner })).json());
    expect(again.items.find(({ id }) => id === 'event-retention')?.paused).toBe(true);
  });

  it.each([
    ['a trader', 'event-retention', { paused: true }, 403, 'ROLE_FORBIDDEN'],
    ['an owner, a job that is none', 'nothing', { paused: true }, 404, 'JOB_NOT_FOUND'],
    ['an owner, no word', 'event-retention', {}, 400, 'INVALID_REQUEST'],
  ])('refuse %s', async (who, id, body, status, code) => {
    const key = who === 'a trader' ? trader : owner;
    const answer = await api.call('PUT', `/v1/jobs/${id}`, { key, body });
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  });

  it('are 503 while Temporal does not find its namespace, as it happens under load', async () => {
    const temporal = { address: inject('temporalAddress'), namespace: 'nowhere' };
    const lost = apiUnderTest({ db: api.db, temporal, deps: { temporalTimeoutMs: 20_000 } });
    const answer = await lost.call('GET', '/v1/jobs', { key: owner });
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'TEMPORAL_UNAVAILABLE' }]);
    await lost.close();
  });
});
