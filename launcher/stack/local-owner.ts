import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { hashPassword } from '../../api/identity/password-hash.ts';
import { createDatabase } from '../../db/client.ts';
import { ensureBrokerAccount } from '../../db/queries/accounts/broker-accounts.ts';
import { ensureApiKey } from '../../db/queries/identity/api-keys.ts';
import { hasLogin, setLogin } from '../../db/queries/identity/logins.ts';
import { ensureOwner } from '../../db/queries/identity/users.ts';
import type { Database } from '../../db/schema.ts';
import type { AccountMode } from '../../domain/account-mode.ts';
import { KEY_SCOPES } from '../../domain/identity/capabilities.ts';
import { LaunchError } from '../launch-error.ts';
import { keepSecret, randomSecret } from './secret-file.ts';

const credentials = z.object({ email: z.string(), password: z.string(), apiKey: z.string() });

const OWNER_EMAIL = 'owner@alphaflow.localhost';
/** As the owner was called before there was a login; not every reader takes it for an address. */
const EMAIL_BEFORE = 'owner@localhost';

/** `.alphaflow/credentials.json`: the person who owns this local stack. */
export type Credentials = z.infer<typeof credentials>;

/** The local owner's credentials, made at the first start and kept in a file that only its owner may read. */
export function keepCredentials(home: string): Credentials {
  const path = join(home, 'credentials.json');
  const made: Credentials = {
    email: OWNER_EMAIL,
    password: randomSecret(),
    apiKey: `af_${randomSecret()}`,
  };
  const kept = keepSecret(path, () => `${JSON.stringify(made, null, 2)}\n`);
  try {
    const read = credentials.parse(JSON.parse(kept));
    if (read.email !== EMAIL_BEFORE) return read;
    const renamed = { ...read, email: OWNER_EMAIL };
    writeFileSync(path, `${JSON.stringify(renamed, null, 2)}\n`, { mode: 0o600 });
    return renamed;
  } catch (cause) {
    throw new LaunchError(`${path} is damaged: remove it, and the next start makes another`, { cause });
  }
}

export interface OwnedAccount {
  readonly mode: AccountMode;
  /** Which key pair the account trades with; never a secret. */
  readonly keyRef: string;
}

/** Makes sure that the database knows the owner, key, password and broker account. Gives the account's id. */
export async function ensureLocalOwner(
  databaseUrl: string,
  owner: Credentials,
  account: OwnedAccount,
): Promise<string> {
  const db = createDatabase({ url: databaseUrl, poolMax: 1 });
  try {
    const user = await ensureOwner(db, { email: owner.email, displayName: 'Local owner' });
    await ensureAccess(db, user.id, owner);
    const { id } = await ensureBrokerAccount(db, {
      userId: user.id,
      name: `${account.mode} ${account.keyRef}`,
      mode: account.mode,
      keyRef: account.keyRef,
    });
    return id;
  } finally {
    await db.destroy();
  }
}

/**
 * The key of the file works, and so does its password: unless the owner has changed that since the file was made. A new
 * file gives access anew.
 */
async function ensureAccess(db: Kysely<Database>, userId: string, owner: Credentials): Promise<void> {
  const keyHash = createHash('sha256').update(owner.apiKey).digest('hex');
  const isNewFile = await ensureApiKey(db, { userId, name: 'local', keyHash, scopes: KEY_SCOPES });
  if (!isNewFile && (await hasLogin(db, userId))) return;
  await setLogin(db, { userId, passwordHash: await hashPassword(owner.password) });
}
