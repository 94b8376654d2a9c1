import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { joinTransactions } from '../../db/joined-transactions.ts';
import { userByEmail } from '../../db/queries/identity/users.ts';
import type { Database } from '../../db/schema.ts';
import { PASSWORD_BYTES_MAX, PASSWORD_CHARACTERS_MIN } from '../../domain/identity/password-rules.ts';
import type { Logger } from '../../telemetry/log.ts';
import type { Identity, Opened, Refused, RequestOrigin, SecondFactor } from './identity.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { createSessionTokens, type SessionTokens } from './session-token.ts';

const SESSION = 'session';
const PENDING = 'pending';
const ADDRESS_HEADER = 'x-alphaflow-address';
const PENDING_SECONDS = 300;
const SERVER_ERROR = 500;

const begun = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const renewed = z.object({ backupCodes: z.array(z.string()) });
const failure = z.object({ code: z.string().optional() });

export interface IdentityOptions {
  readonly db: Kysely<Database>;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Signs cookies and encrypts the secrets of second factors. */
  readonly secret: string;
  /** When a session ends, however much it is used. */
  readonly sessionSeconds: number;
}

/** Identity by better-auth on our own tables. Its cookie cache is off: what is ended is ended at once. */
export function createIdentity(options: IdentityOptions): Identity {
  const tokens = createSessionTokens(options.secret);
  const { db, together } = joinTransactions(options.db);
  const { api } = authOf({ ...options, db }, tokens);
  // What better-auth writes in a call stands or falls together, whoever calls.
  const opening = async <T>(work: () => Promise<T>) => await together(async () => await tokens.opening(work));
  return {
    together,
    signIn: async (login, from) =>
      await opening(async () => {
        if (await isDisabled(login.email)) {
          // As long as it would take otherwise.
          await hashPassword(login.password);
          return { kind: 'refused', code: 'USER_DISABLED' };
        }
        const response = await api.signInEmail({ body: login, ...asked(from), asResponse: true });
        const pending = cookieOf(response, PENDING);
        if (response.ok && pending !== undefined) return { kind: 'second-factor', pending };
        return await openedBy(response);
      }),
    finishSignIn: async (pending, factor, from) =>
      await opening(async () => await openedBy(await verify(factor, asked(from, PENDING, pending)))),
    changePassword: async (session, { current, next }, from) =>
      await opening(async () => {
        const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
        return await openedBy(await api.changePassword({ body, ...within(session, from), asResponse: true }));
      }),
    beginTwoFactor: async (session, password, from) =>
      await together(async () => {
        const request = within(session, from);
        const response = await api.enableTwoFactor({ body: { password }, ...request, asResponse: true });
        if (!response.ok) return await refusedBy(response);
        const { totpURI, backupCodes } = begun.parse(await response.json());
        return { kind: 'begun', totpUri: totpURI, backupCodes };
      }),
    showSecondFactor: async (session, factor, from) =>
      await opening(async () => {
        const response = await verify(factor, within(session, from));
        if (!response.ok) return await refusedBy(response);
        return cookieOf(response, SESSION) === undefined ? { kind: 'shown' } : await openedBy(response);
      }),
    renewBackupCodes: async (session, password, from) =>
      await together(async () => {
        const request = within(session, from);
        const response = await api.generateBackupCodes({ body: { password }, ...request, asResponse: true });
        if (!response.ok) return await refusedBy(response);
        return { kind: 'renewed', ...renewed.parse(await response.json()) };
      }),
    endTwoFactor: async (session, password, from) =>
      await opening(async () => {
        const request = within(session, from);
        return await openedBy(
          await api.disableTwoFactor({ body: { password }, ...request, asResponse: true }),
        );
      }),
  };

  async function verify(factor: SecondFactor, request: { readonly headers: Headers }): Promise<Response> {
    const body = { code: factor.code };
    return factor.kind === 'totp'
      ? await api.verifyTOTP({ body, ...request, asResponse: true })
      : await api.verifyBackupCode({ body, ...request, asResponse: true });
  }
  async function isDisabled(email: string): Promise<boolean> {
    const user = await userByEmail(options.db, email);
    return user !== undefined && user.disabledAt !== null;
  }
  function within(session: string, from: RequestOrigin) {
    return asked(from, SESSION, tokens.inward(session));
  }
  async function openedBy(response: Response): Promise<Opened | Refused> {
    if (!response.ok) return await refusedBy(response);
    const session = cookieOf(response, SESSION);
    if (session === undefined) throw new Error('better-auth opened no session');
    return { kind: 'opened', session: tokens.outward(session) };
  }
}

function authOf({ db, logger, secret, sessionSeconds }: IdentityOptions, { draw }: SessionTokens) {
  return betterAuth({
    appName: 'AlphaFlow',
    baseURL: 'http://localhost',
    secret,
    database: { db, type: 'postgres', transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARACTERS_MIN,
      maxPasswordLength: PASSWORD_BYTES_MAX,
      password: { hash: hashPassword, verify: isPassword },
    },
    user: { modelName: 'users', fields: { name: 'displayName' } },
    session: {
      modelName: 'sessions',
      fields: { token: 'tokenHash' },
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    databaseHooks: {
      session: {
        create: {
          before: () => Promise.resolve({ data: { token: draw() } }),
        },
      },
    },
    account: { modelName: 'logins' },
    verification: { modelName: 'verifications' },
    plugins: [
      twoFactor({
        issuer: 'AlphaFlow',
        twoFactorCookieMaxAge: PENDING_SECONDS,
        schema: { twoFactor: { modelName: 'twoFactors' } },
      }),
    ],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => (level === 'error' ? logger.error({}, message) : logger.warn({}, message)),
    },
    advanced: {
      database: { generateId: false, validateSchema: false },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      useSecureCookies: false,
      cookies: { session_token: { name: SESSION }, two_factor: { name: PENDING } },
    },
  });
}

/** The request as better-auth is to see it: one cookie at most, and an address that nobody can write but us. */
function asked(from: RequestOrigin, cookie?: string, value?: string): { readonly headers: Headers } {
  const headers = new Headers({ [ADDRESS_HEADER]: from.address, 'user-agent': from.userAgent ?? '' });
  if (cookie !== undefined && value !== undefined)
    headers.set('cookie', `${cookie}=${encodeURIComponent(value)}`);
  return { headers };
}

async function refusedBy(response: Response): Promise<Refused> {
  const { code = `HTTP_${response.status}` } = failure.parse(await response.json());
  if (response.status >= SERVER_ERROR) throw new Error(`better-auth failed with ${code}`);
  return { kind: 'refused', code };
}

/** What the response sets the cookie to; nothing when it does not, or takes it away. */
function cookieOf(response: Response, name: string): string | undefined {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    const [given, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    if (given === name && value !== '') return decodeURIComponent(value);
  }
  return undefined;
}
