import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { sealText } from '../codec/sealed-text.ts';
import { isExampleValue } from '../config/example-values.ts';
import {
  insertStoredKey,
  type KeyPlace,
  lockKeyPlace,
  type StoredKeyRow,
} from '../db/queries/identity/stored-keys.ts';
import type { BrokerAccountRow, Database } from '../db/schema.ts';
import {
  isKeyOfOtherMode,
  type KeyParts,
  keyHint,
  STANDING_VERSIONS_MAX,
  sealedContext,
} from '../domain/stored-key.ts';
import type { ApiEnv } from './api-app.ts';
import type { StoredKeyTerms } from './deps.ts';
import { problem } from './problem-error.ts';
import { recordChange } from './record-change.ts';

/**
 * Encrypts a key for its place and writes it down with its audit entry, in the transaction given: only workers open it
 * again, and try it before it is used.
 * @throws ProblemError STORED_KEYS_NOT_SET_UP, EXAMPLE_KEY, KEY_ROTATION_UNDER_WAY
 */
export async function putStoredKey(
  tx: Transaction<Database>,
  c: Context<ApiEnv>,
  terms: Pick<StoredKeyTerms, 'masterKeys'>,
  key: KeyPlace & { readonly parts: KeyParts; readonly overlapMinutes: number },
): Promise<StoredKeyRow> {
  const { service, accountId, parts, overlapMinutes } = key;
  const [master] = terms.masterKeys;
  if (master === undefined) {
    throw problem('STORED_KEYS_NOT_SET_UP', 'Set STORED_KEYS_KEY for API and workers.');
  }
  if (isExampleValue(parts.secret)) throw problem('EXAMPLE_KEY', 'Give the key that the service has shown.');
  const { standing, nextVersion: version } = await lockKeyPlace(tx, { service, accountId });
  if (standing >= STANDING_VERSIONS_MAX) {
    throw problem('KEY_ROTATION_UNDER_WAY', 'End one of the two versions first, or wait for the overlap.');
  }
  const place = { id: randomUUID(), service, accountId };
  const row = await insertStoredKey(tx, {
    ...place,
    putBy: c.get('user').id,
    version,
    overlapMinutes,
    hint: keyHint(parts),
    masterKey: master.name,
    sealed: sealText(JSON.stringify(parts), master, sealedContext(place)),
  });
  const data = { service, accountId, version, hint: row.hint, overlapMinutes };
  await recordChange(tx, c, { action: 'stored-key.put', target: `stored-key:${row.id}`, data });
  return row;
}

/** @throws ProblemError when this installation does not trade accounts of this mode. */
export function checkMode(mode: BrokerAccountRow['mode'], terms: StoredKeyTerms): void {
  if (mode === 'live' && !terms.liveTradingConfirmed) {
    throw problem(
      'LIVE_TRADING_NOT_CONFIRMED',
      'A live account needs ALPHAFLOW_LIVE_TRADING=yes and ALPACA_ENV=live.',
    );
  }
  if (mode !== terms.mode) {
    throw problem('ACCOUNT_OF_OTHER_MODE', `The account is ${mode}, and ALPACA_ENV is ${terms.mode}.`);
  }
}

/** @throws ProblemError when the id of a broker's key shows that it is none for an account of this mode. */
export function checkKeyMode(mode: BrokerAccountRow['mode'], keyId: string): void {
  if (isKeyOfOtherMode(mode, keyId)) {
    throw problem('KEY_OF_OTHER_MODE', `The key is not one of a ${mode} account.`);
  }
}
