import { randomUUID } from 'node:crypto';
import { createRoute, type z } from '@hono/zod-openapi';
import type { Kysely } from 'kysely';
import { sealText } from '../../../codec/sealed-text.ts';
import { isExampleValue } from '../../../config/example-values.ts';
import {
  endStoredKey,
  insertStoredKey,
  lockKeyPlace,
  storedKeysOfUser,
} from '../../../db/queries/identity/stored-keys.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import type { Database } from '../../../db/schema.ts';
import {
  isKeyOfOtherMode,
  type KeyParts,
  keyHint,
  STANDING_VERSIONS_MAX,
  sealedContext,
} from '../../../domain/stored-key.ts';
import { newApp } from '../../api-app.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import { storedKey, storedKeyList, storedKeyParam, storeKeyBody } from '../../contract/stored-keys.ts';
import type { ApiDeps, StoredKeyTerms } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { storedKeyView } from '../../views/stored-key-view.ts';
import { chooseAccount } from '../trading/account-choice.ts';

const tags = ['stored keys'];

const listRoute = createRoute({
  method: 'get',
  path: '/stored-keys',
  operationId: 'listStoredKeys',
  summary: 'The stored keys of outside services, newest first, without anything that opens them',
  tags,
  responses: { 200: jsonResponse(storedKeyList, 'The newest 200.'), ...readProblems },
});

const storeRoute = createRoute({
  method: 'post',
  path: '/stored-keys',
  operationId: 'storeKey',
  summary: 'Stores a key of an outside service, encrypted; workers take it up within seconds',
  description:
    'Where a key is stored, the environment’s is not used. A new version is tried first, a broker’s by reading its account; the one before stands until the service has taken the new one, and for `overlapMinutes` after that.',
  tags,
  request: { headers: onceHeaders, body: jsonBody(storeKeyBody) },
  responses: { 201: madeResponse(storedKey, 'Stored.'), ...writeProblems },
});

const endRoute = createRoute({
  method: 'delete',
  path: '/stored-keys/{id}',
  operationId: 'endStoredKey',
  summary: 'Ends a version at once; nothing that could be opened is left of it',
  tags,
  request: { params: storedKeyParam },
  responses: { 204: { description: 'Ended.' }, ...readOneProblems },
});

/** Keys of outside services: written here, opened by workers alone. */
export function storedKeyRoutes(deps: ApiDeps) {
  const { db, storedKeys } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const rows = await storedKeysOfUser(db, c.get('user').id);
      return c.json(storedKeyList.parse({ items: rows.map(storedKeyView) }), 200);
    })
    .openapi(storeRoute, async (c) => {
      const asked = c.req.valid('json');
      const { id: putBy } = c.get('user');
      const [master] = storedKeys.masterKeys;
      if (master === undefined)
        throw problem('STORED_KEYS_NOT_SET_UP', 'Set STORED_KEYS_KEY for API and workers.');
      if (isExampleValue(asked.secret))
        throw problem('EXAMPLE_KEY', 'Give the key that the service has shown.');
      const made = await makeOnce(deps, c, { asked, answer: storedKey }, async (tx) => {
        const accountId = await placeOf(tx, putBy, asked, storedKeys);
        const { service, overlapMinutes } = asked;
        const { standing, nextVersion: version } = await lockKeyPlace(tx, { service, accountId });
        if (standing >= STANDING_VERSIONS_MAX) {
          throw problem(
            'KEY_ROTATION_UNDER_WAY',
            'End one of the two versions first, or wait for the overlap.',
          );
        }
        const place = { id: randomUUID(), service, accountId };
        const parts: KeyParts =
          asked.service === 'alpaca'
            ? { keyId: asked.keyId, secret: asked.secret }
            : { secret: asked.secret };
        const row = await insertStoredKey(tx, {
          ...place,
          putBy,
          version,
          overlapMinutes,
          hint: keyHint(parts),
          masterKey: master.name,
          sealed: sealText(JSON.stringify(parts), master, sealedContext(place)),
        });
        const data = { service, accountId, version, hint: row.hint, overlapMinutes };
        await recordChange(tx, c, { action: 'stored-key.put', target: `stored-key:${row.id}`, data });
        return { body: storedKeyView(row), location: `/v1/stored-keys/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(endRoute, async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        const row = await endStoredKey(tx, c.get('user').id, id);
        if (row === undefined) throw problem('STORED_KEY_NOT_FOUND', `No stored key ${id} stands.`);
        const { service, accountId, version, hint } = row;
        const data = { service, accountId, version, hint };
        await recordChange(tx, c, { action: 'stored-key.ended', target: `stored-key:${id}`, data });
      });
      return c.body(null, 204);
    });
}

/** The account that the key is for, or null for the house. @throws ProblemError when it must not be stored. */
async function placeOf(
  tx: Kysely<Database>,
  userId: string,
  asked: z.output<typeof storeKeyBody>,
  terms: StoredKeyTerms,
): Promise<string | null> {
  if (asked.service !== 'alpaca') {
    if (terms.services.includes(asked.service)) return null;
    const variable = `${asked.service.toUpperCase()}_API_KEY`;
    throw problem(
      'KEY_SERVICE_NOT_SET_UP',
      `Set ${variable}=stored for API and workers, so that it is asked at all.`,
    );
  }
  const { id, mode } = await chooseAccount(tx, userId, asked.accountId);
  if (mode === 'live' && !terms.liveTradingConfirmed) {
    throw problem(
      'LIVE_TRADING_NOT_CONFIRMED',
      'A live account needs ALPHAFLOW_LIVE_TRADING=yes and ALPACA_ENV=live.',
    );
  }
  if (mode !== terms.mode) {
    throw problem('ACCOUNT_OF_OTHER_MODE', `The account is ${mode}, and ALPACA_ENV is ${terms.mode}.`);
  }
  if (isKeyOfOtherMode(mode, asked.keyId)) {
    throw problem('KEY_OF_OTHER_MODE', `The key is not one of a ${mode} account.`);
  }
  return id;
}
