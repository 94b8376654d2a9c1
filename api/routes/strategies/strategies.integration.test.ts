import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCycle, anAccount, anOwner, aStrategy } from '../../../tests/support/rows.ts';
import { accountPage } from '../../contract/accounts.ts';
import { auditPage } from '../../contract/audit.ts';
import { cycle, cyclePage, startedCycle } from '../../contract/cycles.ts';
import { problem } from '../../contract/problem.ts';
import { schedule } from '../../contract/schedules.ts';
import { strategy, strategyPage } from '../../contract/strategies.ts';
import { type ApiOnServers, apiOnServers } from '../../testing/api-on-servers.ts';
import { aKeyOf } from '../../testing/api-under-test.ts';

let api: ApiOnServers;
let key: string;
let accountId: string;

beforeAll(async () => {
  api = await apiOnServers();
  const account = await anAccount(api.db);
  accountId = account.id;
  key = await aKeyOf(api.db, account.userId);
});
afterAll(() => api?.close());

const wish = {
  name: 'Morning momentum',
  kind: 'momentum',
  universe: ['AAPL', 'BRK.B'],
  intervalSeconds: 300,
};

async function make(changes: Readonly<Record<string, unknown>>) {
  const response = await api.call('POST', '/v1/strategies', { key, body: { ...wish, ...changes } });
  expect(response.status).toBe(201);
  return strategy.parse(await response.json());
}

async function codeOf(response: Response) {
  const body = problem.parse(await response.json());
  return [response.status, body.code];
}

describe('strategies', () => {
  test('are made on the only account with the defaults of their kind, and found again', async () => {
    const made = await make({ name: 'One' });
    expect(made).toMatchObject({ accountId, kind: 'momentum', parameters: { lookback: 20, topN: 2 } });
    const found = await api.call('GET', `/v1/strategies/${made.id}`, { key });
    expect(strategy.parse(await found.json())).toEqual(made);
    const other = await make({ name: 'Two', kind: 'mean-reversion', parameters: { entryZ: 3 } });
    expect(other.parameters).toMatchObject({ entryZ: 3, exitZ: 0.5 });
    const page = strategyPage.parse(await (await api.call('GET', '/v1/strategies?limit=1', { key })).json());
    expect(page.items.map(({ id }) => id)).toEqual([other.id]);
    const next = await api.call('GET', `/v1/strategies?limit=1&cursor=${page.nextCursor}`, { key });
    expect(strategyPage.parse(await next.json()).items.map(({ id }) => id)).toEqual([made.id]);
  });

  test.each([
    ['an empty universe', { universe: [] }, [422, 'EMPTY_UNIVERSE']],
    ['a lower-case symbol', { universe: ['aapl'] }, [400, 'INVALID_REQUEST']],
    ['a symbol twice', { universe: ['AAPL', 'AAPL'] }, [400, 'INVALID_REQUEST']],
    [
      '501 symbols',
      { universe: Array.from({ length: 501 }, (_, i) => symbolOf(i)) },
      [400, 'INVALID_REQUEST'],
    ],
    ['an interval below 10 seconds', { intervalSeconds: 9 }, [400, 'INVALID_REQUEST']],
    ['an unknown kind', { kind: 'astrology' }, [400, 'INVALID_REQUEST']],
    ['a parameter of the other kind', { parameters: { entryZ: 2 } }, [400, 'INVALID_REQUEST']],
    ['a weight in a number', { parameters: { targetWeight: 0.1 } }, [400, 'INVALID_REQUEST']],
    ['more than all of equity', { parameters: { topN: 20 } }, [422, 'STRATEGY_PARAMETERS']],
    ['an unknown field', { leverage: 2 }, [400, 'INVALID_REQUEST']],
    ['a name with a NUL', { name: 'a\u0000b' }, [400, 'INVALID_REQUEST']],
    [
      'an account of somebody else',
      { accountId: '00000000-0000-4000-8000-000000000000' },
      [404, 'ACCOUNT_NOT_FOUND'],
    ],
  ])('refuse %s', async (_, changes, expected) => {
    const response = await api.call('POST', '/v1/strategies', { key, body: { ...wish, ...changes } });
    expect(await codeOf(response)).toEqual(expected);
  });

  test('have a name once', async () => {
    await make({ name: 'Taken' });
    const response = await api.call('POST', '/v1/strategies', { key, body: { ...wish, name: 'Taken' } });
    expect(await codeOf(response)).toEqual([409, 'STRATEGY_NAME_TAKEN']);
  });

  test('change only in what is given, and their kind checks it', async () => {
    const { id } = await make({ name: 'Changing', parameters: { topN: 3 } });
    const path = `/v1/strategies/${id}`;
    const changed = await api.call('PATCH', path, { key, body: { parameters: { lookback: 60 } } });
    expect(strategy.parse(await changed.json()).parameters).toMatchObject({ lookback: 60, topN: 3 });
    const foreign = await api.call('PATCH', path, { key, body: { parameters: { entryZ: 1 } } });
    expect(await codeOf(foreign)).toEqual([400, 'INVALID_REQUEST']);
    expect(await codeOf(await api.call('PATCH', path, { key, body: { universe: [] } }))).toEqual([
      422,
      'EMPTY_UNIVERSE',
    ]);
  });

  test('belong to their owner', async () => {
    const { id } = await make({ name: 'Mine' });
    const stranger = await aKeyOf(api.db, (await anOwner(api.db)).id);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/schedule'],
      ['GET', '/cycles'],
      ['POST', '/cycles'],
    ] as const) {
      const response = await api.call(method, `/v1/strategies/${id}${path}`, { key: stranger });
      expect(await codeOf(response), `${method} ${path}`).toEqual([404, 'STRATEGY_NOT_FOUND']);
    }
  });

  test('leave a trail: what was done, and what was refused', async () => {
    const user = await anAccount(api.db);
    const own = await aKeyOf(api.db, user.userId);
    await api.call('POST', '/v1/strategies', { key: own, body: wish, headers: { 'x-request-id': 'r-1' } });
    await api.call('POST', '/v1/strategies', { key: own, body: { ...wish, universe: [] } });
    await api.refusals.close();
    const trail = auditPage.parse(await (await api.call('GET', '/v1/audit', { key: own })).json());
    expect(trail.items.map(({ action, result }) => [action, result])).toEqual([
      ['request.refused', 'EMPTY_UNIVERSE'],
      ['strategy.created', 'done'],
    ]);
    expect(trail.items[1]?.requestId).toBe('r-1');
  });

  test('ask for the account when there are two', async () => {
    const { userId, id } = await anAccount(api.db);
    await anAccount(api.db, { userId });
    const own = await aKeyOf(api.db, userId);
    const page = accountPage.parse(await (await api.call('GET', '/v1/accounts', { key: own })).json());
    expect(page.items).toHaveLength(2);
    const vague = await api.call('POST', '/v1/strategies', { key: own, body: wish });
    expect(await codeOf(vague)).toEqual([422, 'ACCOUNT_AMBIGUOUS']);
    const clear = await api.call('POST', '/v1/strategies', { key: own, body: { ...wish, accountId: id } });
    expect(clear.status).toBe(201);
  });
});

describe('a strategy’s schedule', () => {
  test('is made, paused, resumed and removed, with the policy that keeps cycles apart', async () => {
    const { id } = await make({ name: 'Scheduled' });
    const path = `/v1/strategies/${id}/schedule`;
    expect(await codeOf(await api.call('GET', path, { key }))).toEqual([404, 'SCHEDULE_NOT_FOUND']);

    const put = async (body: object) => {
      const response = await api.call('PUT', path, { key, body });
      expect(response.status).toBe(200);
      return schedule.parse(await response.json());
    };
    expect(await put({})).toMatchObject({
      scheduleId: `strategy:${id}`,
      intervalSeconds: 300,
      paused: false,
      overlap: 'SKIP',
      catchupWindowSeconds: 60,
    });
    expect(await put({ paused: true })).toMatchObject({ paused: true, nextRunAt: null });
    expect(await put({ intervalSeconds: 600 })).toMatchObject({ intervalSeconds: 600, paused: true });
    expect(await put({ paused: false })).toMatchObject({ intervalSeconds: 600, paused: false });

    const changed = await api.call('PATCH', `/v1/strategies/${id}`, { key, body: { intervalSeconds: 900 } });
    expect(changed.status).toBe(200);
    const followed = schedule.parse(await (await api.call('GET', path, { key })).json());
    expect(followed).toMatchObject({ intervalSeconds: 900, paused: false });

    expect((await api.call('DELETE', `/v1/strategies/${id}`, { key })).status).toBe(204);
    expect(await codeOf(await api.call('GET', path, { key }))).toEqual([404, 'STRATEGY_NOT_FOUND']);
  });
});

describe('cycles', () => {
  test('start once for a moment, and are there before a worker has touched them', async () => {
    const { id } = await make({ name: 'Run now' });
    const body = { asOf: '2026-11-20T15:00:00Z' };
    const response = await api.call('POST', `/v1/strategies/${id}/cycles`, { key, body });
    expect(response.status).toBe(202);
    const started = startedCycle.parse(await response.json());
    expect(started.cycleId).toBe(`cycle:${id}:2026-11-20T15:00:00.000Z`);
    const again = await api.call('POST', `/v1/strategies/${id}/cycles`, { key, body });
    expect(await codeOf(again)).toEqual([409, 'CYCLE_EXISTS']);

    const found = await api.call('GET', response.headers.get('location') ?? '', { key });
    expect(cycle.parse(await found.json())).toMatchObject({
      id: started.cycleId,
      strategyId: id,
      status: 'running',
      live: false,
      steps: [],
    });
    const stranger = await aKeyOf(api.db, (await anOwner(api.db)).id);
    const unseen = await api.call('GET', response.headers.get('location') ?? '', { key: stranger });
    expect(await codeOf(unseen)).toEqual([404, 'CYCLE_NOT_FOUND']);
  });

  test('run without a body too', async () => {
    const { id } = await make({ name: 'No body' });
    const response = await api.call('POST', `/v1/strategies/${id}/cycles`, { key });
    expect(response.status).toBe(202);
  });

  test('are read from the record, with the recorded steps while the worker is away', async () => {
    const account = await anAccount(api.db);
    const own = await aKeyOf(api.db, account.userId);
    const row = await aCycle(api.db, await aStrategy(api.db, account));
    const found = await api.call('GET', `/v1/cycles/${encodeURIComponent(row.id)}`, { key: own });
    const body = cycle.parse(await found.json());
    expect(body).toMatchObject({ id: row.id, status: 'running', live: false, decisions: [], orders: [] });
    const list = await api.call('GET', `/v1/strategies/${row.strategyId}/cycles`, { key: own });
    expect(cyclePage.parse(await list.json()).items.map(({ id }) => id)).toEqual([row.id]);
  });
});

function symbolOf(index: number): string {
  return `A${String.fromCharCode(65 + Math.floor(index / 26))}${String.fromCharCode(65 + (index % 26))}`;
}
