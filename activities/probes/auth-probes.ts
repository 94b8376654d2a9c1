import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { expireProbeSessions } from '../../db/queries/probes/probe-login.ts';
import { ensureProbeViewer } from '../../db/queries/probes/probe-rows.ts';
import { answeredWith, callApi, type Headers, logIn, type ProbeLogin, withProbeLogin } from './api-caller.ts';
import { type ProbeRun, type Probes, see } from './probe.ts';

const me = z.looseObject({ user: z.looseObject({ id: z.string() }), by: z.string() });
const sessions = z.looseObject({ items: z.array(z.looseObject({ current: z.boolean() })) });

/** Whether the API still knows who calls. */
async function isKnown(run: ProbeRun, headers: Headers): Promise<boolean> {
  const answer = await callApi(run, { method: 'GET', path: '/v1/auth/me', headers });
  if (answer.status !== 200)
    see(answer.code === 'UNAUTHENTICATED', `answered ${answer.status} ${answer.code}`);
  return answer.status === 200;
}

/** Not the user who trades by hand, who may be logged in just then. */
async function withViewer<T>(run: ProbeRun, work: (login: ProbeLogin) => Promise<T>): Promise<T> {
  return await withProbeLogin(run, await ensureProbeViewer(run.deps.db), work);
}

export const authProbes: Probes = {
  'auth.hashing': (run) =>
    withViewer(run, async (login) => {
      const headers = await logIn(run, login);
      const next = randomBytes(32).toString('base64url');
      const body = { currentPassword: login.password, newPassword: next };
      const changed = await callApi(run, { method: 'POST', path: '/v1/auth/password', headers, body });
      see(changed.status < 300, `the change was answered ${changed.status} ${changed.code ?? ''}`);
      const { email, password } = login;
      const old = { method: 'POST', path: '/v1/auth/login', body: { email, password } };
      see(
        (await callApi(run, old)).code === 'INVALID_CREDENTIALS',
        'the password before still opens a session',
      );
      await logIn(run, { ...login, password: next });
      return 'the API’s hash knows the password that it was made of, and not the one before';
    }),
  'auth.session-create': (run) =>
    withViewer(run, async (login) => {
      see(await isKnown(run, await logIn(run, login)), 'the session opens nothing');
      return 'a session was opened';
    }),
  'auth.session-retrieve': (run) =>
    withViewer(run, async (login) => {
      const headers = await logIn(run, login);
      const { body } = await callApi(run, { method: 'GET', path: '/v1/auth/me', headers });
      const { user, by } = me.parse(body);
      see(user.id === login.userId && by === 'session', `the session is of ${user.id}, by ${by}`);
      const listed = await callApi(run, { method: 'GET', path: '/v1/auth/sessions', headers });
      const { items } = sessions.parse(listed.body);
      see(items.filter(({ current }) => current).length === 1, 'the session is not in its user’s list');
      return `its user, and ${items.length} in the list`;
    }),
  'auth.session-expire': (run) =>
    withViewer(run, async (login) => {
      const headers = await logIn(run, login);
      await expireProbeSessions(run.deps.db, login.userId);
      see(!(await isKnown(run, headers)), 'a session past its time lets somebody in');
      return 'past its time it opens nothing';
    }),
  'auth.session-delete': (run) =>
    withViewer(run, async (login) => {
      const headers = await logIn(run, login);
      answeredWith(
        204,
        await callApi(run, { method: 'POST', path: '/v1/auth/logout', headers }),
        'the log-out',
      );
      see(!(await isKnown(run, headers)), 'a session that was ended lets somebody in');
      return 'after the log-out it opens nothing';
    }),
};
