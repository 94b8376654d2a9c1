import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { problem } from '../../api/contract/problem.ts';
import { type ApiOnServers, apiOnServers } from '../../api/testing/api-on-servers.ts';
import { WITHOUT_WORKER } from './ask.ts';
import { FOREIGN_IDS, NO_ONES_IDS, requestWith } from './foreign-ids.ts';
import { idFields } from './id-fields.ts';
import { openSessionOf } from './open-session-of.ts';
import { rowsOfUser } from './rows-of-user.ts';
import { aWorld, marksOf, type World } from './world.ts';

const WITHIN_MS = 120_000;

let api: ApiOnServers;
let victim: World;
let stranger: World;

beforeAll(async () => {
  api = await apiOnServers(WITHOUT_WORKER);
  [victim, stranger] = [await aWorld(api, 'owner'), await aWorld(api, 'owner')];
}, WITHIN_MS);
afterAll(() => api?.close());

test('every id that a query or a body may name has a case, and no other', async () => {
  const cases = [...Object.keys(FOREIGN_IDS), ...Object.keys(NO_ONES_IDS)];
  const cursors = (await idFields(api)).filter((name) => name.endsWith('?cursor'));
  expect(cursors.length).toBeGreaterThan(10);
  const others = (await idFields(api)).filter((name) => !cursors.includes(name));
  expect(cases.toSorted()).toEqual(others.toSorted());
});

test(
  'an id of somebody else in a query or a body gives nothing of theirs and changes nothing of theirs',
  async () => {
    const before = await rowsOfUser(api.db, victim);
    const outcomes: Record<string, string> = {};
    for (const [name, { of }] of Object.entries(FOREIGN_IDS)) {
      const id = of(victim);
      const { method, path, body } = requestWith(name, stranger, id);
      const { cookie } = await openSessionOf(api.db, stranger.userId, { secondFactorAt: new Date() });
      const headers = { cookie, 'idempotency-key': crypto.randomUUID() };
      const response = await api.call(method, path, { headers, ...(body === undefined ? {} : { body }) });
      const text = await response.text();
      const told = marksOf(victim).filter((mark) => mark !== id && text.includes(mark));
      outcomes[name] = told.length > 0 ? `tells ${told.join(', ')}` : outcomeOf(response, text);
    }
    const expected = Object.entries(FOREIGN_IDS).map(([name, { outcome }]) => [name, outcome]);
    expect(outcomes).toEqual(Object.fromEntries(expected));
    expect(await rowsOfUser(api.db, victim)).toEqual(before);
  },
  WITHIN_MS,
);

test('a page’s cursor of somebody else gives nothing but one’s own', async () => {
  const { cookie } = await openSessionOf(api.db, stranger.userId);
  const theirs = await openSessionOf(api.db, victim.userId);
  const page = z.looseObject({ nextCursor: z.string().nullable() });
  const lists = (await idFields(api)).filter((name) => /^GET [^{]*\?cursor$/.test(name));
  const asked: string[] = [];
  for (const name of lists) {
    const path = name.slice('GET '.length, -'?cursor'.length);
    if (path.startsWith('/v1/market/')) continue;
    const first = await api.call('GET', `${path}?limit=1`, { headers: { cookie: theirs.cookie } });
    const { nextCursor } = page.parse(await first.json());
    if (nextCursor === null) continue;
    asked.push(path);
    const next = await api.call('GET', `${path}?limit=200&cursor=${nextCursor}`, { headers: { cookie } });
    const text = await next.text();
    const isHouse = ['/v1/users', '/v1/invitations'].includes(path);
    const told = isHouse ? [] : marksOf(victim).filter((mark) => text.includes(mark));
    expect([path, next.status, told]).toEqual([path, 200, []]);
  }
  expect(asked).toEqual(expect.arrayContaining(['/v1/auth/sessions', '/v1/audit', '/v1/alert-rules']));
});

/** A problem's code; of a success, whether it holds anything. */
function outcomeOf(response: Response, text: string): string {
  const answer: unknown = JSON.parse(text);
  if (!response.ok) return problem.parse(answer).code;
  const list = z.looseObject({ items: z.array(z.unknown()) }).safeParse(answer);
  return list.success && list.data.items.length === 0 ? 'nothing' : `something: ${text.slice(0, 200)}`;
}
