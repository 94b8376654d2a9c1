import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeName } from '../../api/middleware/authorize.ts';
import { type ApiOnServers, apiOnServers } from '../../api/testing/api-on-servers.ts';
import { aKeyOf, type Call } from '../../api/testing/api-under-test.ts';
import { KEY_SCOPES } from '../../domain/identity/capabilities.ts';
import type { UserRole } from '../../domain/identity/role.ts';
import { ensureHouseSchedules } from '../../workers/temporal/house-schedules.ts';
import { anOwner } from '../support/rows.ts';
import { answersOf, ask, WITHOUT_WORKER } from './ask.ts';
import { CLOSED_ROWS, expected, MATRIX, ROWS, routeOf, rowOf, scopeOf } from './matrix.ts';
import { cookieOf, openSessionOf } from './open-session-of.ts';
import { requestOf } from './requests.ts';
import { rowsOfUser } from './rows-of-user.ts';
import { aWorld, marksOf, type World } from './world.ts';

const FRESH_MS = 5 * 60_000;
const IDLE_MS = 3_600_000;
const WITHIN_MS = 120_000;

let api: ApiOnServers;

beforeAll(async () => {
  api = await apiOnServers(WITHOUT_WORKER);
  await ensureHouseSchedules(api.temporal, { probeMinutes: 5 });
}, WITHIN_MS);
afterAll(() => api?.close());

const aNewWorld = async (role: UserRole = 'owner') => await aWorld(api, role);
const cookie = (value: string): Call => ({ headers: { cookie: value } });
const sessionOf = async (userId: string, changes?: Parameters<typeof openSessionOf>[2]) =>
  cookie((await openSessionOf(api.db, userId, changes)).cookie);
/** The row asked by a session of the world's own, opened for it. */
const askOwn = async (row: string, world: World, changes?: Parameters<typeof openSessionOf>[2]) =>
  (await ask(api, row, world, await sessionOf(world.userId, changes))).answer;

test('the authorization matrix has a row for every route of the app, and no other', () => {
  const routes = api.app.routes.filter(({ method }) => method !== 'ALL').map(routeName);
  const rows = Object.keys(MATRIX).map(routeOf);
  expect([...new Set(rows)].toSorted()).toEqual([...new Set(routes)].toSorted());
});

describe('by the authorization matrix, of what is somebody’s,', () => {
  let victim: World;
  beforeAll(async () => {
    victim = await aNewWorld();
  }, WITHIN_MS);

  test('nobody reaches anything: without credentials, or with any that are over, forged or taken back', async () => {
    const { db } = api;
    const { userId } = victim;
    const past = new Date(Date.now() - 1);
    const ended = await openSessionOf(db, userId);
    await db.deleteFrom('sessions').where('id', '=', ended.id).execute();
    const revoked = await aKeyOf(db, userId);
    await db.updateTable('apiKeys').set({ revokedAt: past }).where('userId', '=', userId).execute();
    // Session and key stand, as if what ends them had been forgotten.
    const disabled = await anOwner(db);
    const disabledSession = await sessionOf(disabled.id);
    const disabledKey = await aKeyOf(db, disabled.id);
    await db.updateTable('users').set({ disabledAt: past }).where('id', '=', disabled.id).execute();
    const forged = cookieOf(victim.sessionToken, 'another secret of thirty-two characters');
    const nobodies: readonly (readonly [string, Call])[] = [
      ['no credentials', {}],
      ['an expired session', await sessionOf(userId, { expiresAt: past })],
      ['an idle session', await sessionOf(userId, { lastUsedAt: new Date(Date.now() - IDLE_MS - 1_000) })],
      ['an ended session', cookie(ended.cookie)],
      ['a session that is signed by somebody else', cookie(forged)],
      ['an expired key', { key: await aKeyOf(db, userId, past) }],
      ['a revoked key', { key: revoked }],
      ['a session of somebody disabled', disabledSession],
      ['a key of somebody disabled', { key: disabledKey }],
      ['a key that nobody made', { key: `af_${'A'.repeat(43)}` }],
    ];
    const before = await rowsOfUser(db, victim);
    for (const [who, by] of nobodies) {
      const answers = await answersOf(CLOSED_ROWS, async (row) => (await ask(api, row, victim, by)).answer);
      expect([who, answers]).toEqual([who, expected(CLOSED_ROWS, () => 'UNAUTHENTICATED')]);
    }
    expect(await rowsOfUser(db, victim)).toEqual(before);
  }, 60_000);

  test('somebody else gets a problem or their own, never a word of it, and changes nothing', async () => {
    const stranger = await aNewWorld();
    const before = await rowsOfUser(api.db, victim);
    const answers = await answersOf(ROWS, async (row) => {
      const { somebodyElse, owner } = rowOf(row);
      const isHouse = somebodyElse === 'house';
      // What is every owner's is looked at; what changes it is tried on themselves.
      const of = somebodyElse === 'own' || (isHouse && !row.startsWith('GET')) ? stranger : victim;
      const { answer, text } = await ask(api, row, of, await sessionOf(stranger.userId));
      // A problem may say again what was asked for.
      const { path, body } = requestOf(row, of);
      const asked = `${decodeURIComponent(path)} ${JSON.stringify(body)}`;
      const told = marksOf(victim).filter((mark) => text.includes(mark) && !asked.includes(mark));
      if (told.length > 0 && !isHouse) return `tells ${told.join(', ')}`;
      return (isHouse || somebodyElse === 'own') && answer === owner ? somebodyElse : answer;
    });
    expect(answers).toEqual(expected(ROWS, ({ somebodyElse }) => somebodyElse));
    expect(await rowsOfUser(api.db, victim)).toEqual(before);
  }, 60_000);

  test('a key opens nothing that its scopes do not name, whatever else they name', async () => {
    const before = await rowsOfUser(api.db, victim);
    const answers = await answersOf(CLOSED_ROWS, async (row) => {
      const scopes = KEY_SCOPES.filter((scope) => scope !== scopeOf(row));
      const key = await aKeyOf(api.db, victim.userId, undefined, scopes);
      return (await ask(api, row, victim, { key })).answer;
    });
    expect(answers).toEqual(
      expected(CLOSED_ROWS, ({ key }) => (key === 'session' ? 'SESSION_REQUIRED' : 'SCOPE_MISSING')),
    );
    const { 'api_keys.user_id': _, ...rest } = before;
    expect(await rowsOfUser(api.db, victim)).toMatchObject(rest);
  }, 60_000);

  test('a page of another site changes nothing by the cookie that a browser sends along', async () => {
    const changes = CLOSED_ROWS.filter((row) => !row.startsWith('GET') && row.includes(' /v1/'));
    const { cookie: value } = await openSessionOf(api.db, victim.userId);
    const before = await rowsOfUser(api.db, victim);
    const headers = { cookie: value, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const answers = await answersOf(
      changes,
      async (row) => (await ask(api, row, victim, { headers })).answer,
    );
    expect(answers).toEqual(expected(changes, () => 'CROSS_ORIGIN'));
    expect(await rowsOfUser(api.db, victim)).toEqual(before);
  });
});

describe.concurrent('by the authorization matrix', () => {
  const roles = ['viewer', 'service', 'trader', 'owner'] as const;
  test.each(roles)('a %s may do what the role allows', { timeout: WITHIN_MS }, async (role) => {
    const world = await aNewWorld(role);
    const answers = await answersOf(ROWS, async (row) => await askOwn(row, world));
    expect(answers).toEqual(expected(ROWS, (row) => row[role]));
  });

  test('a key with the one scope that is asked for opens what it names', { timeout: WITHIN_MS }, async () => {
    const keyed = await aNewWorld();
    const open = CLOSED_ROWS.filter((row) => scopeOf(row) !== undefined);
    const answers = await answersOf(open, async (row) => {
      const scopes = [scopeOf(routeOf(row)), scopeOf(row)].filter((scope) => scope !== undefined);
      const key = await aKeyOf(api.db, keyed.userId, undefined, scopes);
      return (await ask(api, row, keyed, { key })).answer;
    });
    expect(answers).toEqual(expected(open, ({ owner }) => owner));
  });

  test('a second factor of five minutes ago is too old where money is let out', {
    timeout: WITHIN_MS,
  }, async () => {
    const guarded = await aNewWorld();
    const id = guarded.userId;
    await api.db.updateTable('users').set({ twoFactorEnabled: true }).where('id', '=', id).execute();
    const isAskedFor = async (row: string, secondFactorAt?: Date) =>
      (await askOwn(row, guarded, secondFactorAt === undefined ? {} : { secondFactorAt })) ===
      'SECOND_FACTOR_REQUIRED'
        ? 'asked for'
        : 'not asked for';
    const asFresh = CLOSED_ROWS.filter((row) => rowOf(row).fresh);
    const old = new Date(Date.now() - FRESH_MS - 1_000);
    for (const at of [undefined, old]) {
      const answers = await answersOf(asFresh, async (row) => await isAskedFor(row, at));
      expect(answers).toEqual(expected(asFresh, () => 'asked for'));
    }
    const others = CLOSED_ROWS.filter((row) => !rowOf(row).fresh);
    expect(await answersOf(others, async (row) => await isAskedFor(row, old))).toEqual(
      expected(others, () => 'not asked for'),
    );
    const again = await aNewWorld();
    const { userId } = again;
    await api.db.updateTable('users').set({ twoFactorEnabled: true }).where('id', '=', userId).execute();
    const shown = await answersOf(asFresh, async (row) =>
      (await askOwn(row, again, { secondFactorAt: new Date() })) === 'SECOND_FACTOR_REQUIRED'
        ? 'asked for'
        : 'not asked for',
    );
    expect(shown).toEqual(expected(asFresh, () => 'not asked for'));
  });
});
