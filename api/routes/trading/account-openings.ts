import { randomUUID } from 'node:crypto';
import { createRoute, type z } from '@hono/zod-openapi';
import type { Transaction } from 'kysely';
import {
  accountsOfUser,
  insertBrokerAccount,
  isKeyRefTaken,
  lockAccountOpenings,
  renameAccount,
} from '../../../db/queries/accounts/broker-accounts.ts';
import { appendOutbox } from '../../../db/queries/events/outbox.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import type { BrokerAccountRow, Database } from '../../../db/schema.ts';
import { isUniqueViolation } from '../../../db/unique-violation.ts';
import { newApp } from '../../api-app.ts';
import { accountSummary, openAccountBody, renameAccountBody } from '../../contract/accounts.ts';
import { idParam } from '../../contract/auth.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { writeProblems } from '../../contract/problem.ts';
import type { ApiDeps, StoredKeyTerms } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { demand } from '../../middleware/authorize.ts';
import { problem } from '../../problem-error.ts';
import { checkKeyMode, checkMode, putStoredKey } from '../../put-stored-key.ts';
import { recordChange } from '../../record-change.ts';
import { accountSummaryView } from '../../views/account-summary-view.ts';

const tags = ['portfolio'];
/** Each is followed all the time, by a stream of its own. */
const ACCOUNTS_PER_USER_MAX = 10;

const openRoute = createRoute({
  method: 'post',
  path: '/accounts',
  operationId: 'openAccount',
  summary: 'Connects an account at the broker',
  description:
    'Of the mode in which this installation trades. In the sandbox a new one is made. For paper and live its key is stored, encrypted (see `/v1/stored-keys`), and tried by a worker before anything else is done with it; then its books are taken in, and the account is `open`. An account at the broker belongs to one account here. A live one asks for a session, with a fresh second factor where there is one.',
  tags,
  request: { headers: onceHeaders, body: jsonBody(openAccountBody) },
  responses: { 201: madeResponse(accountSummary, 'Made.'), ...writeProblems },
});

const renameRoute = createRoute({
  method: 'patch',
  path: '/accounts/{id}',
  operationId: 'renameAccount',
  summary: 'Changes the name of an account',
  tags,
  request: { params: idParam, body: jsonBody(renameAccountBody) },
  responses: { 200: jsonResponse(accountSummary, 'Changed.'), ...writeProblems },
});

/** Accounts at the broker, by the people whose they are. */
export function accountOpeningRoutes(deps: ApiDeps) {
  const { db, storedKeys, now } = deps;
  return newApp()
    .openapi(openRoute, async (c) => {
      const asked = c.req.valid('json');
      const { name, mode } = asked;
      if (mode === 'live') demand(c, 'live-accounts:open', now());
      checkMode(mode, storedKeys);
      const made = await makeOnce(deps, c, { asked, answer: accountSummary }, async (tx) => {
        const { id: userId } = c.get('user');
        await lockAccountOpenings(tx);
        await checkRoom(tx, userId, name);
        const keyRef = await keyRefOf(tx, asked, storedKeys);
        const row = await insertBrokerAccount(tx, { userId, name, mode, keyRef });
        await appendOutbox(tx, {
          userId,
          type: 'account.opened',
          payload: { accountId: row.id, name, mode },
        });
        await recordChange(tx, c, {
          action: 'account.opened',
          target: `account:${row.id}`,
          data: { name, mode },
        });
        if (asked.mode !== 'sandbox') {
          const { keyId, secret } = asked;
          const place = { service: 'alpaca', accountId: row.id } as const;
          await putStoredKey(tx, c, storedKeys, { ...place, parts: { keyId, secret }, overlapMinutes: 0 });
        }
        return { body: accountSummaryView(row), location: `/v1/account?accountId=${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(renameRoute, async (c) => {
      const { id } = c.req.valid('param');
      const { name } = c.req.valid('json');
      const row = await inTransaction(db, async (tx) => {
        const renamed = await renameAccount(tx, { userId: c.get('user').id, accountId: id, name }).catch(
          (error: unknown) => {
            throw isUniqueViolation(error, 'broker_accounts_name_unique') ? nameTaken(name, error) : error;
          },
        );
        if (renamed === undefined) throw problem('ACCOUNT_NOT_FOUND', `You have no account ${id}.`);
        await recordChange(tx, c, { action: 'account.renamed', target: `account:${id}`, data: { name } });
        return renamed;
      });
      return c.json(accountSummary.parse(accountSummaryView(row)), 200);
    });
}

/** @throws ProblemError when the user has too many accounts, or one of this name */
async function checkRoom(tx: Transaction<Database>, userId: string, name: string): Promise<void> {
  const standing = await accountsOfUser(tx, userId);
  if (standing.length >= ACCOUNTS_PER_USER_MAX) {
    throw problem('TOO_MANY_ACCOUNTS', `You have ${standing.length} accounts, as many as one user may have.`);
  }
  if (standing.some((one) => one.name === name)) throw nameTaken(name);
}

/**
 * What names the account's keys: in the sandbox a fresh key id, which is all that opens one there; else the id of the
 * key that was given.
 * @throws ProblemError when it is no key of this mode, or an account of anybody has it
 */
async function keyRefOf(
  tx: Transaction<Database>,
  asked: z.output<typeof openAccountBody>,
  { environmentsKeyId }: StoredKeyTerms,
): Promise<BrokerAccountRow['keyRef']> {
  if (asked.mode === 'sandbox') return `sandbox-${randomUUID()}`;
  const { mode, keyId } = asked;
  checkKeyMode(mode, keyId);
  if (keyId === environmentsKeyId || (await isKeyRefTaken(tx, { mode, keyRef: keyId }))) {
    throw problem('ACCOUNT_KEY_TAKEN', 'An account at the broker belongs to one account here.');
  }
  return keyId;
}

function nameTaken(name: string, cause?: unknown) {
  return problem('ACCOUNT_NAME_TAKEN', `You have an account called ${name}.`, { cause });
}
