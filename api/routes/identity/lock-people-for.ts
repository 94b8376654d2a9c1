import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { lockPeople } from '../../../db/queries/identity/people.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import type { Database } from '../../../db/schema.ts';
import { roleMay } from '../../../domain/identity/capabilities.ts';
import type { ApiEnv } from '../../api-app.ts';
import { problem } from '../../problem-error.ts';

/**
 * The lock under which people are changed, for somebody who may do that still: what was let in a moment ago may have
 * waited for the very change that took it away.
 * @throws ProblemError ROLE_FORBIDDEN
 */
export async function lockPeopleFor(tx: Transaction<Database>, c: Context<ApiEnv>): Promise<void> {
  await lockPeople(tx);
  const user = await userById(tx, c.get('user').id);
  if (user === undefined || user.disabledAt !== null || !roleMay(user.role, 'users:write')) {
    throw problem('ROLE_FORBIDDEN', 'You are no owner any more.');
  }
}
