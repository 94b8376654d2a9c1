import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiOnServers, apiOnServers } from '../../api/testing/api-on-servers.ts';
import { aPerson, PASSWORD } from '../../api/testing/people.ts';
import { ensureHouseSchedules } from '../../workers/temporal/house-schedules.ts';
import { answerOf, WITHOUT_WORKER } from '../authorization/ask.ts';
import { type Answer, expected, ROWS } from '../authorization/matrix.ts';
import { openSessionOf } from '../authorization/open-session-of.ts';
import { requestOf } from '../authorization/requests.ts';
import { aWorld } from '../authorization/world.ts';
import { totpOf } from '../support/totp.ts';
import { type GeneratedClient, generateClient } from './generated-client.ts';

const WITHIN_MS = 120_000;
/** Of the matrix those rows that the document describes and that are one for their route. */
const UNDOCUMENTED = ['GET /openapi.json', 'GET /docs', 'GET /login'];
const OPERATIONS = ROWS.filter((row) => !row.includes(' | ') && !UNDOCUMENTED.includes(row));

/** The generator's runtime reads NDJSON as if it were one JSON value: with it the export is asked for as CSV. */
const AS_CSV = 'GET /v1/audit/export';

/** What answers a documented problem here, and why; everything else has to answer 2xx. */
const WITHOUT_SUCCESS: Readonly<Record<string, string>> = {
  'GET /v1/events': 'no event bus is there',
  'POST /v1/orders/{id}/approval': 'no workflow asks, so there is no question that is open',
  'DELETE /v1/orders': 'no worker ends the orders',
  'DELETE /v1/orders/{id}': 'no worker ends the order',
  'POST /v1/alert-channels/{id}/test': 'no worker sends the trial',
  'GET /v1/market/bars': 'no worker asks the market',
  'GET /v1/market/quotes': 'no worker asks the market',
  'GET /v1/market/trades': 'no worker asks the market',
  'GET /v1/market/news': 'no worker asks the market',
  'GET /v1/market/fused/{symbol}': 'no worker asks the sources',
};

let api: ApiOnServers;
let folder: string;
let client: GeneratedClient;

beforeAll(async () => {
  // Long enough for Temporal to have taken an order on a machine that does a lot else: 202, not 503.
  api = await apiOnServers({ ...WITHOUT_WORKER, acknowledgementTimeoutMs: 2_000 });
  await ensureHouseSchedules(api.temporal, { probeMinutes: 5 });
  folder = await mkdtemp(join(tmpdir(), 'alphaflow-client-'));
  client = await generateClient(api, folder);
}, WITHIN_MS);
afterAll(async () => {
  await api?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

const freshSessionOf = async (userId: string) =>
  (await openSessionOf(api.db, userId, { secondFactorAt: new Date() })).cookie;

test('every operation of the document is called', () => {
  expect(OPERATIONS.toSorted()).toEqual(client.routes.toSorted());
});

test(
  'an owner’s call of every operation is answered as matrix and document say',
  async () => {
    const world = await aWorld(api, 'owner');
    const answers: Record<string, Answer> = {};
    for (const row of OPERATIONS) {
      const cookie = await freshSessionOf(world.userId);
      const asked = requestOf(row, world);
      const path = row === AS_CSV ? `${asked.path}?format=csv` : asked.path;
      const response = await client.call(row, { ...asked, path }, cookie);
      answers[row] = answerOf(row, response, await response.text());
    }
    expect(answers).toEqual(expected(OPERATIONS, ({ owner }) => owner));
  },
  WITHIN_MS,
);

test(
  'a person is invited, signs up, sets up a second factor, logs in by it and removes it',
  async () => {
    const owner = await aPerson(api.db, 'owner');
    const call = async <Read>(route: string, form: z.ZodType<Read>, body: unknown, by?: string) => {
      const [method = '', path = ''] = route.split(' ');
      const response = await client.call(route, { method, path, body }, by);
      if (!response.ok) throw new Error(`${route} answered ${await response.text()}`);
      const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
      const cookie = cookies.filter((pair) => !pair.endsWith('=')).join('; ');
      return { read: form.parse(await response.json()), cookie };
    };
    const email = 'colleague@example.test';
    const invited = z.object({ token: z.string() });
    const invitation = { email, role: 'owner' };
    const asOwner = await freshSessionOf(owner.id);
    const { token } = (await call('POST /v1/invitations', invited, invitation, asOwner)).read;
    const signUp = { invitation: token, displayName: 'Colleague', password: PASSWORD };
    const { id } = (await call('POST /v1/auth/sign-up', z.object({ id: z.string() }), signUp)).read;

    const first = await freshSessionOf(id);
    const password = { password: PASSWORD };
    const secret = z.object({ totpUri: z.string() });
    const { totpUri } = (await call('POST /v1/auth/second-factor/setup', secret, password, first)).read;
    // Who shows a second factor goes on in another session.
    const code = { code: totpOf(totpUri) };
    const { cookie: session } = await call('POST /v1/auth/second-factor', z.unknown(), code, first);
    const printed = z.object({ backupCodes: z.array(z.string()).min(1) });
    const renewed = await call('POST /v1/auth/second-factor/backup-codes', printed, password, session);
    const [backupCode] = renewed.read.backupCodes;
    const half = z.object({ status: z.literal('second-factor') });
    const { cookie } = await call('POST /v1/auth/login', half, { email, ...password });
    const whole = z.object({ status: z.literal('signed-in') });
    const login = await call('POST /v1/auth/login/second-factor', whole, { backupCode }, cookie);
    const without = z.object({ twoFactorEnabled: z.boolean() });
    const removed = await call('POST /v1/auth/second-factor/removal', without, password, login.cookie);
    expect(removed.read).toEqual({ twoFactorEnabled: false });
  },
  WITHIN_MS,
);

test('every operation has answered 2xx, but for those that need what is not there', () => {
  expect(client.without2xx().toSorted()).toEqual(Object.keys(WITHOUT_SUCCESS).toSorted());
});
