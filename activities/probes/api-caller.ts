import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';
import { z } from 'zod';
import { insertApiKey } from '../../db/queries/identity/api-keys.ts';
import { setLogin } from '../../db/queries/identity/logins.ts';
import { endProbeLogin, inProbeLoginTurn } from '../../db/queries/probes/probe-login.ts';
import { deleteProbeKey } from '../../db/queries/probes/probe-rows.ts';
import type { UserRow } from '../../db/schema.ts';
import type { KeyScope } from '../../domain/identity/capabilities.ts';
import { type ProbeRun, see } from './probe.ts';

const KEY_LIVES_MS = 60_000;
/** The least that bcrypt knows: the password is 256 bits of chance, and stands for seconds. */
const LEAST_COST = 4;
const problemBody = z.looseObject({ code: z.string() });

/** What the API answered: its status, its body, and the code of a problem. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly code: string | undefined;
  readonly cookies: readonly string[];
}

export type Headers = Readonly<Record<string, string>>;

/** Calls the API as anybody does. */
export async function callApi(
  { deps, signal }: ProbeRun,
  request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Headers;
    readonly body?: object;
  },
): Promise<Answer> {
  const { method, path, body } = request;
  const headers = {
    ...request.headers,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${deps.addresses.api}${path}`, { method, headers, signal, ...sent });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const answered: unknown = type.includes('json') ? JSON.parse(text) : undefined;
  const isProblem = type.startsWith('application/problem+json');
  return {
    status: response.status,
    body: answered,
    code: isProblem ? problemBody.safeParse(answered).data?.code : undefined,
    cookies: response.headers.getSetCookie(),
  };
}

/** @throws unless the API answered with `status`; the problem's code otherwise tells why. */
export function answeredWith(status: number, answer: Answer, what: string): void {
  see(answer.status === status, `${what} was answered ${answer.status} ${answer.code ?? ''}`.trimEnd());
}

/** Runs `work` with a key of a probe's user that lives as long as it. */
export async function withProbeKey<T>(
  { deps }: ProbeRun,
  terms: { readonly user: Pick<UserRow, 'id'>; readonly scopes: readonly KeyScope[] },
  work: (headers: Headers) => Promise<T>,
): Promise<T> {
  const { id: userId } = terms.user;
  const apiKey = `af_${randomBytes(32).toString('base64url')}`;
  const keyHash = createHash('sha256').update(apiKey).digest('hex');
  const expiresAt = new Date(deps.now().getTime() + KEY_LIVES_MS);
  const key = { userId, name: `probe ${randomUUID()}`, keyHash, expiresAt };
  const { id } = await insertApiKey(deps.db, { ...key, scopes: terms.scopes });
  try {
    return await work({ authorization: `Bearer ${apiKey}` });
  } finally {
    await deleteProbeKey(deps.db, userId, id);
  }
}

export interface ProbeLogin {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
}

/** Runs `work` while a probe's user has a password that nobody else knows; what it has opened is ended afterwards. */
export async function withProbeLogin<T>(
  { deps }: ProbeRun,
  { id: userId, email }: Pick<UserRow, 'id' | 'email'>,
  work: (login: ProbeLogin) => Promise<T>,
): Promise<T> {
  return await inProbeLoginTurn(deps.db, userId, async () => {
    const password = randomBytes(32).toString('base64url');
    const passwordHash = await hash(password, { cost: LEAST_COST, version: '2b' });
    await setLogin(deps.db, { userId, passwordHash });
    try {
      return await work({ userId, email, password });
    } finally {
      await endProbeLogin(deps.db, userId);
    }
  });
}

/** Logs in, and gives the cookies of the session. @throws unless it was opened */
export async function logIn(run: ProbeRun, { email, password }: ProbeLogin): Promise<Headers> {
  const login = { method: 'POST', path: '/v1/auth/login', body: { email, password } };
  const answer = await callApi(run, login);
  answeredWith(200, answer, 'the log-in');
  const cookie = answer.cookies.map((line) => line.split(';')[0] ?? '').filter((pair) => !pair.endsWith('='));
  see(cookie.length > 0, 'the log-in set no cookie');
  return { cookie: cookie.join('; ') };
}
