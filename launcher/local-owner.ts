import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { createDatabase } from '../db/client.ts';
import { insertApiKey, userByApiKeyHash } from '../db/queries/api-keys.ts';
import { ensureBrokerAccount } from '../db/queries/broker-accounts.ts';
import { ensureOwner } from '../db/queries/users.ts';
import { LaunchError } from './launch-error.ts';
import { keepSecret, randomSecret } from './secret-file.ts';

const credentials = z.object({ email: z.string(), password: z.string(), apiKey: z.string() });

/** `.alphaflow/credentials.json`: the person who owns this local stack. */
export type Credentials = z.infer<typeof credentials>;

/** The local owner's credentials, made at the first start and kept in a file that only its owner may read. */
export function keepCredentials(home: string): Credentials {
  const path = join(home, 'credentials.json');
  const made: Credentials = {
    email: 'owner@localhost',
    password: randomSecret(),
    apiKey: `af_${randomSecret()}`,
  };
  const kept = keepSecret(path, () => `${JSON.stringify(made, null, 2)}\n`);
  try {
    return credentials.parse(JSON.parse(kept));
  } catch (cause) {
    throw new LaunchError(`${path} is damaged: remove it, and the next start makes another`, { cause });
  }
}

export interface OwnedAccount {
  readonly mode: 'sandbox' | 'paper' | 'live';
  /** Which key pair the account trades with; never a secret. */
  readonly keyRef: string;
}

/** Makes sure that the database knows the owner, the key (by its hash) and the broker account. Gives the account's id. */
export async function ensureLocalOwner(
  databaseUrl: string,
  owner: Credentials,
  account: OwnedAccount,
): Promise<string> {
  const db = createDatabase({ url: databaseUrl, poolMax: 1 });
  try {
    const user = await ensureOwner(db, { email: owner.email, displayName: 'Local owner' });
    const keyHash = createHash('sha256').update(owner.apiKey).digest('hex');
    const known = await userByApiKeyHash(db, keyHash);
    if (known === undefined) await insertApiKey(db, { userId: user.id, name: 'local', keyHash });
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
