import type { Context } from 'hono';
import type { Transaction } from 'kysely';
import { revokeApiKeys } from '../../../db/queries/identity/api-keys.ts';
import { revokeInvitationsBy } from '../../../db/queries/identity/invitations.ts';
import { isThereAnotherOwner, type PersonChange, updatePerson } from '../../../db/queries/identity/people.ts';
import { endSessions } from '../../../db/queries/identity/sessions.ts';
import { userById } from '../../../db/queries/identity/users.ts';
import { letEntriesGoOn, stopEntries } from '../../../db/queries/orders/stop-entries.ts';
import type { Database, UserRow } from '../../../db/schema.ts';
import { mayTrade } from '../../../domain/identity/may-trade.ts';
import type { UserRole } from '../../../domain/identity/role.ts';
import type { ApiEnv } from '../../api-app.ts';
import { problem } from '../../problem-error.ts';
import { recordChangeOf } from '../../record-change.ts';
import { lockPeopleFor } from './lock-people-for.ts';

export interface PersonWish {
  readonly displayName?: string | undefined;
  readonly role?: UserRole | undefined;
  readonly disabled?: boolean | undefined;
}

export interface ChangedPerson {
  readonly row: UserRow;
  /** Accounts on which entries are to end at the broker: while the user may not trade, whenever it is asked for. */
  readonly stoppedAccounts: readonly string[];
}

/**
 * Changes a user, in one transaction with what follows from it: another role or being disabled ends every session;
 * being disabled takes the keys back for good; who may not trade any more enters nothing; who is
 * no owner any more has let nobody in: their open invitations are revoked.
 * @throws ProblemError USER_NOT_FOUND, LAST_OWNER
 */
export async function changePerson(
  tx: Transaction<Database>,
  c: Context<ApiEnv>,
  id: string,
  wish: PersonWish,
  now: Date,
): Promise<ChangedPerson> {
  await lockPeopleFor(tx, c);
  const before = await userById(tx, id);
  if (before === undefined) throw problem('USER_NOT_FOUND', `There is no user ${id}.`);
  const change = changeOf(before, wish, now);
  const row = { ...before, ...change };
  const isOwner = (user: UserRow) => user.role === 'owner' && user.disabledAt === null;
  const ceases = isOwner(before) && !isOwner(row);
  if (ceases && !(await isThereAnotherOwner(tx, id))) {
    throw problem('LAST_OWNER', 'Make somebody else an owner first.');
  }
  const access = change.role !== undefined || change.disabledAt !== undefined;
  const sessions = access ? await endSessions(tx, before.id) : 0;
  const keys = change.disabledAt instanceof Date ? await revokeApiKeys(tx, before.id) : 0;
  const invitations = ceases ? await revokeInvitationsBy(tx, before.id) : 0;
  const [could, can] = [standing(before), standing(row)].map(mayTrade);
  let stopped: ReadonlyMap<string, number> = new Map();
  if (!can && (could || wish.disabled === true)) stopped = await stopEntries(tx, before, whyOf(row));
  if (can && !could) await letEntriesGoOn(tx, before.id, c.get('user').email);
  if (Object.keys(change).length > 0) {
    await updatePerson(tx, before.id, change);
    const { displayName, role, disabledAt } = change;
    const data = {
      ...(displayName === undefined ? {} : { displayName }),
      ...(role === undefined ? {} : { role: { from: before.role, to: role } }),
      ...(disabledAt === undefined ? {} : { disabled: disabledAt !== null }),
      ...(access ? { sessionsEnded: sessions, keysRevoked: keys } : {}),
      ...(ceases ? { invitationsRevoked: invitations } : {}),
      ...(could && !can ? { ordersToEnd: [...stopped.values()].reduce((sum, count) => sum + count, 0) } : {}),
    };
    await recordChangeOf(tx, c, before.id, { action: 'user.changed', target: `user:${before.id}`, data });
  }
  return { row, stoppedAccounts: [...stopped.keys()] };
}

/** What is different from before; empty when nothing is. */
function changeOf(before: UserRow, { displayName, role, disabled }: PersonWish, now: Date): PersonChange {
  const isDisabled = before.disabledAt !== null;
  return {
    ...(displayName === undefined || displayName === before.displayName ? {} : { displayName }),
    ...(role === undefined || role === before.role ? {} : { role }),
    ...(disabled === undefined || disabled === isDisabled ? {} : { disabledAt: disabled ? now : null }),
  };
}

function standing({ role, disabledAt }: UserRow) {
  return { role, disabled: disabledAt !== null };
}

function whyOf({ role, disabledAt }: UserRow): string {
  return disabledAt === null ? `is a ${role}` : 'is disabled';
}
