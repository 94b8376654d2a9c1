import { type Kysely, sql, type Transaction } from 'kysely';
import { isAtLeast } from '../../../domain/alerts/notice.ts';
import { sendAt } from '../../../domain/alerts/quiet-hours.ts';
import type { Database } from '../../schema.ts';
import type { AlertChannelRow, AlertNoticeRow } from '../../tables/alert-channel-tables.ts';
import type { AlertRow } from '../../tables/alert-tables.ts';
import { channelsOfUser } from './alert-channels.ts';

/**
 * Notes who is to be told that an alert has fired, or has ended, in the transaction of that change. Of an end only
 * those are told who were told of the beginning; a beginning that quiet hours still hold back lapses with it.
 */
export async function noteNotices(tx: Transaction<Database>, alert: AlertRow, now: Date): Promise<void> {
  const { id: alertId, userId, severity } = alert;
  const channels = await channelsOfUser(tx, userId);
  if (channels.length === 0) return;
  if (alert.state === 'resolved') {
    const told = await tx
      .selectFrom('alertNotices')
      .selectAll()
      .where('alertId', '=', alertId)
      .where('what', '=', 'firing')
      .execute();
    for (const notice of told.filter(({ status, notBefore }) => status === 'pending' && notBefore > now)) {
      await endNotice(tx, notice.id, 'lapsed', null);
    }
    const heard = new Set(told.filter(({ status }) => status === 'sent').map(({ channelId }) => channelId));
    for (const channel of channels.filter(({ id }) => heard.has(id))) await note(channel, 'resolved');
    return;
  }
  for (const channel of channels.filter(({ minSeverity }) => isAtLeast(severity, minSeverity)))
    await note(channel, 'firing');

  async function note({ id: channelId, quietHours }: AlertChannelRow, what: AlertNoticeRow['what']) {
    const quiet = severity === 'critical' ? null : quietHours;
    const notBefore = sendAt(now.toISOString(), quiet);
    await tx
      .insertInto('alertNotices')
      .values({ userId, channelId, alertId, what, notBefore })
      .onConflict((conflict) => conflict.constraint('alert_notices_once').doNothing())
      .execute();
  }
}

/** Notices whose time has come, the oldest first. */
export async function dueNotices(db: Kysely<Database>, now: Date, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('alertNotices')
    .select('id')
    .where('status', '=', 'pending')
    .where('notBefore', '<=', now)
    .orderBy('notBefore')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** A notice with its alert and channel, which is over for a disabled user; undefined when one of them is gone. */
export async function noticeToSend(db: Kysely<Database>, id: string) {
  return await db
    .selectFrom('alertNotices')
    .innerJoin('alerts', 'alerts.id', 'alertNotices.alertId')
    .innerJoin('alertChannels', 'alertChannels.id', 'alertNotices.channelId')
    .select(['alertNotices.id', 'alertNotices.status', 'alertNotices.what', 'alertNotices.createdAt'])
    .select(['alerts.severity', 'alerts.title', 'alerts.message', 'alerts.facts'])
    .innerJoin('users', 'users.id', 'alertNotices.userId')
    .select(['alertChannels.id as channelId', 'alertChannels.kind', 'target'])
    .select(sql<Date | null>`coalesce(alert_channels.deleted_at, users.disabled_at)`.as('deletedAt'))
    .where('alertNotices.id', '=', id)
    .executeTakeFirst();
}

export async function noteAttempt(db: Kysely<Database>, id: string, error: string): Promise<void> {
  await db
    .updateTable('alertNotices')
    .set({ attempts: sql<number>`attempts + 1`, lastError: error.slice(0, 500) })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute();
}

export async function endNotice(
  db: Kysely<Database>,
  id: string,
  status: 'sent' | 'failed' | 'lapsed',
  error: string | null,
): Promise<void> {
  await db
    .updateTable('alertNotices')
    .set({ status, endedAt: sql<Date>`now()`, ...(error === null ? {} : { lastError: error.slice(0, 500) }) })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute();
}

/** The user's channels whose latest notice has failed, or has been tried in vain three times. */
export async function failingChannels(db: Kysely<Database>, userId: string) {
  return await db
    .selectFrom('alertChannels')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('alertNotices')
          .select(['status', 'attempts', 'lastError'])
          .whereRef('alertNotices.channelId', '=', 'alertChannels.id')
          .where((or) => or.or([or('status', '<>', 'pending'), or('attempts', '>', 0)]))
          .orderBy('alertNotices.id', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .select(['alertChannels.name', 'latest.lastError'])
    .where('alertChannels.userId', '=', userId)
    .where('alertChannels.deletedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('latest.status', '=', 'failed'),
        eb.and([eb('latest.status', '=', 'pending'), eb('latest.attempts', '>=', 3)]),
      ]),
    )
    .execute();
}
