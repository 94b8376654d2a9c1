import type { Context } from 'hono';
import { routePath } from 'hono/route';
import type { Kysely, Transaction } from 'kysely';
import type { z } from 'zod';
import { canonicalJson, sha256Hex } from '../db/queries/evidence/evidence-hash.ts';
import {
  enterKey,
  freeKey,
  type KeyedRequest,
  keepAnswer,
  lockKey,
  type RequestKey,
} from '../db/queries/identity/idempotency-keys.ts';
import { inTransaction } from '../db/queries/in-transaction.ts';
import type { Database } from '../db/schema.ts';
import type { ApiEnv } from './api-app.ts';
import type { ApiDeps } from './deps.ts';
import { routeName } from './middleware/authorize.ts';
import { ProblemError, problem } from './problem-error.ts';
import { idempotencyDigest } from './routes/idempotency-key.ts';

/** What came of a request, before it is answered. */
export interface Made {
  readonly body: unknown;
  /** Where it is to be found. */
  readonly location?: string;
}

export interface Making {
  /** When it was asked for, the first time with this key: whatever is made of a time must be made of this one. */
  readonly askedAt: Date;
  /** An earlier attempt with this key may have gone some way and told nobody. */
  readonly isRepeat: boolean;
}

/**
 * Makes something once for the request's Idempotency-Key; without the header, each time. The key belongs to the user
 * and the route, and to one address and body. The answer is kept in the transaction of `make`, so that either both
 * stand or neither does; what `make` does outside the database must find itself again by `askedAt`. What it refuses
 * leaves the key free; after an outage or a crash the same request tries again. As in
 * draft-ietf-httpapi-idempotency-key-header, but that a key with another body is 409 here, as it is for orders.
 * @throws ProblemError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_ANSWER_NOT_KEPT
 */
export async function makeOnce<Answer extends z.ZodType>(
  { db, now }: Pick<ApiDeps, 'db' | 'now'>,
  c: Context<ApiEnv>,
  terms: {
    /** What the body and the address were parsed to. */
    readonly asked: unknown;
    readonly answer: Answer;
    /** The answer shows something that must not be kept: a repeat is told that it was made, and where. */
    readonly showsSecret?: boolean;
  },
  make: (tx: Transaction<Database>, making: Making) => Promise<Made>,
): Promise<z.output<Answer>> {
  const { asked, answer, showsSecret = false } = terms;
  const header = c.req.header('idempotency-key');
  if (header === undefined) {
    const made = await inTransaction(db, (tx) => make(tx, { askedAt: now(), isRepeat: false }));
    return tell(c, made, answer);
  }
  const route = routeName({ method: c.req.method, path: routePath(c) });
  const key: RequestKey = { userId: c.get('user').id, route, keyHash: idempotencyDigest(header) };
  const requestHash = sha256Hex(canonicalJson([c.req.path, asked]));
  const { isFirst, standing } = await enterKey(db, key, { requestHash, askedAt: now() });
  if (standing === undefined) throw inUse(c);
  if (standing.requestHash !== requestHash) throw reused();
  if (standing.answeredAt !== null) return repeat(c, standing, answer);

  return await freeingWhenRefused(db, key, () =>
    inTransaction(db, async (tx) => {
      const locked = await lockKey(tx, key);
      if (locked === undefined) throw inUse(c);
      if (locked.requestHash !== requestHash) throw reused();
      if (locked.answeredAt !== null) return repeat(c, locked, answer);
      const made = await make(tx, { askedAt: locked.askedAt, isRepeat: !isFirst });
      const told = tell(c, made, answer);
      const { location = null } = made;
      await keepAnswer(tx, key, { location, body: showsSecret ? null : JSON.stringify(told) });
      return told;
    }),
  );
}

async function freeingWhenRefused<T>(
  db: Kysely<Database>,
  key: RequestKey,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500 && !ABOUT_THE_KEY.has(error.code)) {
      await freeKey(db, key);
    }
    throw error;
  }
}

function tell<Answer extends z.ZodType>(
  c: Context<ApiEnv>,
  { body, location }: Made,
  answer: Answer,
): z.output<Answer> {
  if (location !== undefined) c.header('Location', location);
  return answer.parse(body);
}

function repeat<Answer extends z.ZodType>(
  c: Context<ApiEnv>,
  { body, location }: KeyedRequest,
  answer: Answer,
): z.output<Answer> {
  const kept = body === null ? undefined : answer.safeParse(JSON.parse(body));
  c.header('Idempotent-Replayed', 'true');
  if (location !== null) c.header('Location', location);
  if (kept?.success === true) return kept.data;
  throw problem(
    'IDEMPOTENCY_ANSWER_NOT_KEPT',
    `An earlier request with this key made ${location ?? 'it'}; what it was answered is not kept.`,
    { members: { location } },
  );
}

const ABOUT_THE_KEY: ReadonlySet<string> = new Set([
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_KEY_IN_USE',
  'IDEMPOTENCY_ANSWER_NOT_KEPT',
]);

function inUse(c: Context<ApiEnv>): ProblemError {
  c.header('Retry-After', '1');
  return problem('IDEMPOTENCY_KEY_IN_USE', 'A request with this key is under way: repeat it in a moment.');
}

function reused(): ProblemError {
  return problem(
    'IDEMPOTENCY_KEY_REUSED',
    'This key belongs to a request with another body; use a fresh key.',
  );
}
