import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standingLatches } from '../../../db/queries/accounts/latches.ts';
import { auditOfUser } from '../../../db/queries/audit/audit.ts';
import { bookExecution } from '../../../db/queries/books/book-execution.ts';
import { lockPeople, updatePerson } from '../../../db/queries/identity/people.ts';
import { createTestDatabase } from '../../../tests/support/database.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import {
  anAcceptedOrder,
  anAccount,
  anIntent,
  buy,
  executionsOf,
  sell,
} from '../../../tests/support/rows.ts';
import { me } from '../../contract/auth.ts';
import { newInvitation } from '../../contract/invitations.ts';
import { problem } from '../../contract/problem.ts';
import { personPage, person as personSchema } from '../../contract/users.ts';
import { type ApiOnServers, apiOnServers } from '../../testing/api-on-servers.ts';
import { aKeyOf, apiUnderTest } from '../../testing/api-under-test.ts';
import { type Browser, browserOf } from '../../testing/browser.ts';
import { aPerson, loggedIn, PASSWORD } from '../../testing/people.ts';

let api: ApiOnServers;
let owner: Browser;

beforeAll(async () => {
  api = await apiOnServers();
  owner = await loggedIn(api, await aPerson(api.db));
});
afterAll(() => api?.close());

const codeOf = async (response: Response) => problem.parse(await response.json()).code;
const patch = async (id: string, body: unknown, by = owner) =>
  await by.call('PATCH', `/v1/users/${id}`, { body });
const changesOf = async (userId: string) => {
  const { items } = await auditOfUser(api.db, userId, { limit: 20 });
  return items.filter(({ action }) => action === 'user.changed').map(({ actor, data }) => ({ actor, data }));
};
const latchesOf = async (accountId: string) =>
  (await standingLatches(api.db, accountId)).map(({ code }) => code);

describe('users', () => {
  test('are listed for owners, page by page, newest first, and read one by one', async () => {
    const trader = await aPerson(api.db, 'trader');
    const viewer = await aPerson(api.db, 'viewer');
    const first = personPage.parse(await (await owner.call('GET', '/v1/users?limit=1')).json());
    const rest = await owner.call('GET', `/v1/users?limit=1&cursor=${first.nextCursor ?? ''}`);
    const ids = [...first.items, ...personPage.parse(await rest.json()).items].map(({ id }) => id);
    expect(ids).toEqual([viewer.id, trader.id]);
    const one = await owner.call('GET', `/v1/users/${trader.id.toUpperCase()}`);
    expect(personSchema.parse(await one.json())).toMatchObject({
      email: trader.email,
      role: 'trader',
      disabledAt: null,
    });
    const nobody = await owner.call('GET', '/v1/users/0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e');
    expect(await codeOf(nobody)).toBe('USER_NOT_FOUND');
  });

  test('change their own name, and nothing else of themselves', async () => {
    const trader = await aPerson(api.db, 'trader');
    const browser = await loggedIn(api, trader);
    const changed = await browser.call('PATCH', '/v1/auth/me', { body: { displayName: 'Ada' } });
    expect(await changed.json()).toMatchObject({ displayName: 'Ada', role: 'trader' });
    const more = await browser.call('PATCH', '/v1/auth/me', { body: { displayName: 'Ada', role: 'owner' } });
    expect(await codeOf(more)).toBe('INVALID_REQUEST');
    for (const by of [browser, await loggedIn(api, await aPerson(api.db, 'viewer'))]) {
      expect(await codeOf(await patch(trader.id, { role: 'owner' }, by))).toBe('ROLE_FORBIDDEN');
      expect(await codeOf(await by.call('GET', '/v1/users'))).toBe('ROLE_FORBIDDEN');
      expect(await codeOf(await by.call('GET', `/v1/users/${trader.id}`))).toBe('ROLE_FORBIDDEN');
    }
    expect(await changesOf(trader.id)).toEqual([{ actor: trader.email, data: { displayName: 'Ada' } }]);
  });

  test('are changed by no API key, and by no owner whose second factor is not fresh', async () => {
    const other = await aPerson(api.db);
    const target = await aPerson(api.db, 'trader');
    const key = await aKeyOf(api.db, other.id);
    const byKey = await api.call('PATCH', `/v1/users/${target.id}`, { key, body: { disabled: true } });
    expect(await codeOf(byKey)).toBe('SESSION_REQUIRED');
    const browser = await loggedIn(api, other);
    await api.db.updateTable('users').set({ twoFactorEnabled: true }).where('id', '=', other.id).execute();
    expect(await codeOf(await patch(target.id, { role: 'viewer' }, browser))).toBe('SECOND_FACTOR_REQUIRED');
    expect(await changesOf(target.id)).toEqual([]);
  });

  test.each([
    ['nothing', {}],
    ['an unknown role', { role: 'king' }],
    ['another address', { email: 'x@example.test' }],
    ['a time', { disabledAt: '2026-01-01T00:00:00Z' }],
  ])('are not changed by %s', async (_what, body) => {
    const target = await aPerson(api.db, 'trader');
    expect(await codeOf(await patch(target.id, body))).toBe('INVALID_REQUEST');
  });
});

describe('another role', () => {
  test('ends every session, counts from the next login on, and is told in the log of both', async () => {
    const target = await aPerson(api.db, 'trader');
    const browser = await loggedIn(api, target);
    expect((await patch(target.id, { role: 'viewer' })).status).toBe(200);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    const again = await loggedIn(api, target);
    const { capabilities } = me.parse(await (await again.call('GET', '/v1/auth/me')).json());
    expect(capabilities).not.toContain('trade');
    const data = {
      role: { from: 'trader', to: 'viewer' },
      sessionsEnded: 1,
      keysRevoked: 0,
      ordersToEnd: 0,
    };
    const [told] = await changesOf(target.id);
    expect(told).toMatchObject({ data });
    const ownersId = me.parse(await (await owner.call('GET', '/v1/auth/me')).json()).user.id;
    expect((await changesOf(ownersId))[0]).toEqual(told);
    // The same once more changes nothing, and ends nothing.
    expect((await patch(target.id, { role: 'viewer', displayName: target.displayName })).status).toBe(200);
    expect((await again.call('GET', '/v1/auth/me')).status).toBe(200);
    expect(await changesOf(target.id)).toHaveLength(1);
  });
});

describe('a disabled user', () => {
  test('opens nothing from the next request on, and is let in again with nothing of before', async () => {
    const target = await aPerson(api.db, 'trader');
    const browser = await loggedIn(api, target);
    const key = await aKeyOf(api.db, target.id);
    expect((await api.call('GET', '/v1/auth/me', { key })).status).toBe(200);
    const disabled = personSchema.parse(await (await patch(target.id, { disabled: true })).json());
    expect(disabled.disabledAt).not.toBeNull();
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    expect((await api.call('GET', '/v1/auth/me', { key })).status).toBe(401);

    const said = async (password: string) => {
      const body = { email: target.email, password };
      const answer = await browserOf(api).call('POST', '/v1/auth/login', { body });
      const { requestId: _, ...rest } = problem.parse(await answer.json());
      return [answer.status, rest];
    };
    expect(await said(PASSWORD)).toEqual(await said('not the right one'));
    expect(
      await api.db.selectFrom('sessions').select('id').where('userId', '=', target.id).execute(),
    ).toEqual([]);

    expect((await patch(target.id, { disabled: false })).status).toBe(200);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    expect((await api.call('GET', '/v1/auth/me', { key })).status).toBe(401);
    expect((await (await loggedIn(api, target)).call('GET', '/v1/auth/me')).status).toBe(200);
  });

  test('enters nothing: entries are stopped and asked to end, exits stay, until they may trade again', async () => {
    const { db } = api;
    const target = await aPerson(db, 'trader');
    const account = await anAccount(db, { userId: target.id });
    const bought = await anAcceptedOrder(db, account, { request: buy('AAPL', '10') });
    for (const execution of executionsOf(bought, '10', ['100'])) {
      const { clientOrderId } = bought;
      await bookExecution(db, { accountId: account.id, clientOrderId, execution, bookedFrom: 'stream' });
    }
    const entries = [
      await anAcceptedOrder(db, account, { request: buy('MSFT', '1') }),
      await anAcceptedOrder(db, account, { request: buy('AAPL', '1') }),
      await anIntent(db, account, { request: buy('SPY', '1') }),
      await anAcceptedOrder(db, account, { request: sell('KO', '1') }),
    ].map(({ clientOrderId }) => clientOrderId);
    const exit = await anAcceptedOrder(db, account, { request: sell('AAPL', '5') });
    const marked = async () => {
      const rows = await db
        .selectFrom('orders')
        .select('clientOrderId')
        .where('accountId', '=', account.id)
        .where('cancelRequestedAt', 'is not', null)
        .execute();
      return rows.map(({ clientOrderId }) => clientOrderId);
    };

    expect((await patch(target.id, { disabled: true })).status).toBe(200);
    expect(await latchesOf(account.id)).toEqual(['USER_MAY_NOT_TRADE']);
    expect((await marked()).toSorted()).toEqual(entries.toSorted());
    expect(await marked()).not.toContain(exit.clientOrderId);
    expect((await changesOf(target.id))[0]?.data).toMatchObject({ disabled: true, ordersToEnd: 4 });
    const workflows = api.temporal.workflow.list({ query: `WorkflowType = 'cancelOrders'` });
    const ids: string[] = [];
    for await (const { workflowId } of workflows) ids.push(workflowId);
    expect(ids.filter((id) => id.startsWith(`cancel-orders:${account.id}:`))).toHaveLength(1);

    // Let in again as somebody who trades nothing: the latch stands.
    expect((await patch(target.id, { disabled: false, role: 'viewer' })).status).toBe(200);
    expect(await latchesOf(account.id)).toEqual(['USER_MAY_NOT_TRADE']);
    expect((await patch(target.id, { role: 'trader' })).status).toBe(200);
    expect(await latchesOf(account.id)).toEqual([]);
  });
});

describe('who is no owner any more', () => {
  test('has let nobody in: their open invitations are revoked', async () => {
    const other = await aPerson(api.db);
    const browser = await loggedIn(api, other);
    const body = { email: 'accomplice@example.test', role: 'owner' };
    const made = await browser.call('POST', '/v1/invitations', { body });
    const { token: invitation } = newInvitation.parse(await made.json());
    expect((await patch(other.id, { disabled: true })).status).toBe(200);
    const signUp = { invitation, displayName: 'Accomplice', password: PASSWORD };
    const answer = await api.call('POST', '/v1/auth/sign-up', { body: signUp });
    expect(await codeOf(answer)).toBe('SIGN_UP_CLOSED');
    expect((await changesOf(other.id))[0]?.data).toMatchObject({ invitationsRevoked: 1 });
  });

  test('changes nobody by a request that waited for that very change', async () => {
    const other = await aPerson(api.db);
    const browser = await loggedIn(api, other);
    const target = await aPerson(api.db, 'trader');
    let waiting: Promise<Response> | undefined;
    await api.db.transaction().execute(async (tx) => {
      await lockPeople(tx);
      waiting = patch(target.id, { disabled: true }, browser);
      await eventually('the request waits for the lock', async () => {
        const { rows } = await sql`select 1 from pg_locks
          where locktype = 'advisory' and not granted`.execute(api.db);
        return rows.length > 0 ? true : undefined;
      });
      await updatePerson(tx, other.id, { role: 'viewer' });
    });
    if (waiting === undefined) throw new Error('nothing was asked');
    expect(await codeOf(await waiting)).toBe('ROLE_FORBIDDEN');
    expect(await changesOf(target.id)).toEqual([]);
  });
});

describe('the last owner', () => {
  test('stays one, however many try at once to be the last', async () => {
    const alone = await createTestDatabase();
    const there = apiUnderTest({ db: alone.db });
    try {
      const [one, other] = [await aPerson(alone.db), await aPerson(alone.db)];
      const browsers = [await loggedIn(there, one), await loggedIn(there, other)] as const;
      const answers = await Promise.all([
        patch(other.id, { role: 'viewer' }, browsers[0]),
        patch(one.id, { disabled: true }, browsers[1]),
      ]);
      const owners = await alone.db
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'owner')
        .where('disabledAt', 'is', null)
        .execute();
      expect(owners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const last = owners[0]?.id === one.id ? browsers[0] : browsers[1];
      for (const body of [{ role: 'trader' }, { disabled: true }, { role: 'viewer', disabled: true }]) {
        expect(await codeOf(await patch(owners[0]?.id ?? '', body, last))).toBe('LAST_OWNER');
      }
      expect((await patch(owners[0]?.id ?? '', { displayName: 'Still here' }, last)).status).toBe(200);
    } finally {
      await there.close();
      await alone.drop();
    }
  });
});
