import { createHash, randomBytes } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import {
  type ApiKeyRow,
  apiKeysOfUser,
  insertApiKey,
  lockApiKey,
  replaceApiKey,
  revokeApiKey,
} from '../../../db/queries/identity/api-keys.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { roleMay } from '../../../domain/identity/capabilities.ts';
import { newApp } from '../../api-app.ts';
import { apiKeyPage, createApiKeyBody, newApiKey, rotateApiKeyBody } from '../../contract/api-keys.ts';
import { idParam } from '../../contract/auth.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { apiKeyView } from '../../views/api-key-view.ts';

const tags = ['auth'];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const listRoute = createRoute({
  method: 'get',
  path: '/auth/api-keys',
  operationId: 'listApiKeys',
  summary: 'Your API keys, newest first',
  tags,
  request: { query: pageQuery },
  responses: { 200: jsonResponse(apiKeyPage, 'One page.'), ...readProblems },
});

const createKeyRoute = createRoute({
  method: 'post',
  path: '/auth/api-keys',
  operationId: 'createApiKey',
  summary: 'Makes an API key of 256 bits, shown this once; no API key may do this',
  tags,
  request: { headers: onceHeaders, body: jsonBody(createApiKeyBody) },
  responses: { 201: madeResponse(newApiKey, 'Made.'), ...writeProblems },
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/auth/api-keys/{id}/rotation',
  operationId: 'rotateApiKey',
  summary: 'Makes a key that takes the place of this one; both work for a while',
  tags,
  request: { params: idParam, headers: onceHeaders, body: jsonBody(rotateApiKeyBody) },
  responses: { 201: madeResponse(newApiKey, 'Made.'), ...writeProblems },
});

const revokeRoute = createRoute({
  method: 'delete',
  path: '/auth/api-keys/{id}',
  operationId: 'revokeApiKey',
  summary: 'Takes the key back: from the next request on it opens nothing',
  tags,
  request: { params: idParam },
  responses: { 204: { description: 'Revoked.' }, ...readOneProblems },
});

/** Keys for programs. A key is stored as its SHA-256 alone and never shown again. */
export function apiKeyRoutes(deps: ApiDeps) {
  const { db, now } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const page = await apiKeysOfUser(db, c.get('user').id, c.req.valid('query'));
      const body = { items: page.items.map(apiKeyView), nextCursor: page.nextCursor };
      return c.json(apiKeyPage.parse(body), 200);
    })
    .openapi(createKeyRoute, async (c) => {
      const user = c.get('user');
      const asked = c.req.valid('json');
      const { name, scopes, expiresInDays } = asked;
      const beyond = scopes.filter((scope) => !roleMay(user.role, scope));
      if (beyond.length > 0) {
        throw problem('SCOPE_BEYOND_ROLE', `A ${user.role} may not: ${beyond.join(', ')}.`);
      }
      const expiresAt =
        expiresInDays === undefined ? null : new Date(now().getTime() + expiresInDays * DAY_MS);
      const { key, keyHash } = drawKey();
      const made = await makeOnce(deps, c, { asked, answer: newApiKey, showsSecret: true }, async (tx) => {
        const row = await insertApiKey(tx, { userId: user.id, name, keyHash, scopes, expiresAt });
        const data = { name, scopes, expiresAt: expiresAt?.toISOString() ?? null };
        await recordChange(tx, c, { action: 'api-key.created', target: `key:${row.id}`, data });
        return { body: { ...apiKeyView(row), key }, location: `/v1/auth/api-keys/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(rotateRoute, async (c) => {
      const { id: userId } = c.get('user');
      const { id } = c.req.valid('param');
      const asked = c.req.valid('json');
      const until = new Date(now().getTime() + asked.overlapMinutes * MINUTE_MS);
      const { key, keyHash } = drawKey();
      const terms = { asked, answer: newApiKey, showsSecret: true };
      const made = await makeOnce(deps, c, terms, async (tx) => {
        const old = await lockApiKey(tx, userId, id);
        if (old === undefined) throw problem('API_KEY_NOT_FOUND', `You have no key ${id}.`);
        if (isOver(old, now()) || old.replacedBy !== null) {
          throw problem('API_KEY_OVER', 'Rotate the key that works now.');
        }
        const { name, scopes, expiresAt } = old;
        const row = await insertApiKey(tx, { userId, name, scopes, keyHash, expiresAt });
        await replaceApiKey(tx, userId, { id, replacedBy: row.id, until });
        const data = { replacedBy: row.id, until: until.toISOString() };
        await recordChange(tx, c, { action: 'api-key.rotated', target: `key:${id}`, data });
        return { body: { ...apiKeyView(row), key }, location: `/v1/auth/api-keys/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(revokeRoute, async (c) => {
      const { id: userId } = c.get('user');
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        const key = await lockApiKey(tx, userId, id);
        if (key === undefined) throw problem('API_KEY_NOT_FOUND', `You have no key ${id}.`);
        await revokeApiKey(tx, userId, id);
        await recordChange(tx, c, { action: 'api-key.revoked', target: `key:${id}` });
      });
      return c.body(null, 204);
    });
}

/** 256 bits, and the hash that is kept of them. */
function drawKey(): { readonly key: string; readonly keyHash: string } {
  const key = `af_${randomBytes(32).toString('base64url')}`;
  return { key, keyHash: createHash('sha256').update(key).digest('hex') };
}

function isOver(key: ApiKeyRow, at: Date): boolean {
  return key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= at);
}
