import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { SESSION_COOKIE } from '../../api/identity/cookies.ts';
import { ensureBrokerAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { insertApiKey } from '../../db/queries/identity/api-keys.ts';
import { insertUser } from '../../db/queries/identity/users.ts';
import type { Database } from '../../db/schema.ts';
import { KEY_SCOPES } from '../../domain/identity/capabilities.ts';

export const FUZZ_CALLERS = ['owner', 'trader', 'viewer', 'anonymous'] as const;
export type FuzzCallerName = (typeof FUZZ_CALLERS)[number];

export interface FuzzCaller {
  readonly name: FuzzCallerName;
  readonly headers: readonly string[];
  readonly leftOut: readonly string[];
}

/** Its answer has no end. */
const ENDLESS = ['streamEvents'];
/** What would end the session that the owner's requests are sent with. */
const ENDS_SESSION = ['logout', 'endSession', 'endSessions', 'changePassword'];

/** The owner by a session, a trader and a viewer by keys with every scope, each with an account; and nobody. */
export async function fuzzCallers(at: {
  readonly url: string;
  readonly db: Kysely<Database>;
  readonly owner: { readonly email: string; readonly password: string };
}): Promise<readonly FuzzCaller[]> {
  const { email, password } = at.owner;
  const answer = await fetch(`${at.url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const session = answer.headers.getSetCookie().find((line) => line.startsWith(`${SESSION_COOKIE}=`));
  if (session === undefined) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  const [cookie = ''] = session.split(';');
  return [
    { name: 'owner', headers: [`Cookie: ${cookie}`], leftOut: [...ENDLESS, ...ENDS_SESSION] },
    { name: 'trader', headers: [await aKey(at.db, 'trader')], leftOut: ENDLESS },
    { name: 'viewer', headers: [await aKey(at.db, 'viewer')], leftOut: ENDLESS },
    { name: 'anonymous', headers: [], leftOut: ENDLESS },
  ];
}

async function aKey(db: Kysely<Database>, role: 'trader' | 'viewer'): Promise<string> {
  const email = `${role}@fuzz.localhost`;
  const { id: userId } = await insertUser(db, { email, displayName: role, role });
  await ensureBrokerAccount(db, { userId, name: role, mode: 'sandbox', keyRef: `fuzz-${role}` });
  const key = randomBytes(32).toString('base64url');
  const keyHash = createHash('sha256').update(key).digest('hex');
  await insertApiKey(db, { userId, name: 'fuzz', keyHash, scopes: KEY_SCOPES });
  return `Authorization: Bearer ${key}`;
}
