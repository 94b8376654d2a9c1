import { createRoute, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { endStoredKey, type KeyReach, storedKeysOfUser } from '../../../db/queries/identity/stored-keys.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import type { Database } from '../../../db/schema.ts';
import { roleMay } from '../../../domain/identity/capabilities.ts';
import type { KeyParts } from '../../../domain/stored-key.ts';
import { type ApiEnv, newApp } from '../../api-app.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import { storedKey, storedKeyList, storedKeyParam, storeKeyBody } from '../../contract/stored-keys.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { demand } from '../../middleware/authorize.ts';
import { problem } from '../../problem-error.ts';
import { checkKeyMode, checkMode, putStoredKey } from '../../put-stored-key.ts';
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
      const rows = await storedKeysOfUser(db, reachOf(c));
      return c.json(storedKeyList.parse({ items: rows.map(storedKeyView) }), 200);
    })
    .openapi(storeRoute, async (c) => {
      const asked = c.req.valid('json');
      const made = await makeOnce(deps, c, { asked, answer: storedKey }, async (tx) => {
        const accountId = await placeOf(tx, c, asked, deps);
        const { service, overlapMinutes } = asked;
        const parts: KeyParts =
          asked.service === 'alpaca'
            ? { keyId: asked.keyId, secret: asked.secret }
            : { secret: asked.secret };
        const row = await putStoredKey(tx, c, storedKeys, { service, accountId, parts, overlapMinutes });
        return { body: storedKeyView(row), location: `/v1/stored-keys/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(endRoute, async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        const row = await endStoredKey(tx, reachOf(c), id);
        if (row === undefined) throw problem('STORED_KEY_NOT_FOUND', `No stored key ${id} stands.`);
        const { service, accountId, version, hint } = row;
        const data = { service, accountId, version, hint };
        await recordChange(tx, c, { action: 'stored-key.ended', target: `stored-key:${id}`, data });
      });
      return c.body(null, 204);
    });
}

/** The keys of the user's own accounts, and of the house for those who may write them. */
function reachOf(c: Context<ApiEnv>): KeyReach {
  const { id: userId, role } = c.get('user');
  return { userId, withHouse: roleMay(role, 'house-keys:write') };
}

/** The account that the key is for, or null for the house. @throws ProblemError when it must not be stored. */
async function placeOf(
  tx: Transaction<Database>,
  c: Context<ApiEnv>,
  asked: z.output<typeof storeKeyBody>,
  { storedKeys: terms, now }: Pick<ApiDeps, 'storedKeys' | 'now'>,
): Promise<string | null> {
  if (asked.service !== 'alpaca') {
    demand(c, 'house-keys:write', now());
    if (terms.services.includes(asked.service)) return null;
    const variable = `${asked.service.toUpperCase()}_API_KEY`;
    throw problem(
      'KEY_SERVICE_NOT_SET_UP',
      `Set ${variable}=stored for API and workers, so that it is asked at all.`,
    );
  }
  const { id, mode } = await chooseAccount(tx, c.get('user').id, asked.accountId);
  checkMode(mode, terms);
  checkKeyMode(mode, asked.keyId);
  return id;
}
