import { type Kysely, sql } from 'kysely';
import type { Severity } from '../../../domain/alerts/alert-rule.ts';
import type { ChannelKind } from '../../../domain/alerts/notice.ts';
import type { QuietHours } from '../../../domain/alerts/quiet-hours.ts';
import { isUuid } from '../../page.ts';
import type { Database } from '../../schema.ts';
import type { AlertChannelRow } from '../../tables/alert-channel-tables.ts';

export interface ChannelInput {
  readonly userId: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly target: string;
  readonly minSeverity: Severity;
  readonly quietHours: QuietHours | null;
}

export async function insertChannel(db: Kysely<Database>, channel: ChannelInput): Promise<AlertChannelRow> {
  const quietHours = channel.quietHours === null ? null : JSON.stringify(channel.quietHours);
  return await db
    .insertInto('alertChannels')
    .values({ ...channel, quietHours })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The user's channels, oldest first. */
export async function channelsOfUser(
  db: Kysely<Database>,
  userId: string,
): Promise<readonly AlertChannelRow[]> {
  return await db
    .selectFrom('alertChannels')
    .selectAll()
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .orderBy('createdAt')
    .execute();
}

export async function channelOfUser(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<AlertChannelRow | undefined> {
  if (!isUuid(id)) return undefined;
  return await db
    .selectFrom('alertChannels')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
}

export async function deleteChannel(
  db: Kysely<Database>,
  userId: string,
  id: string,
): Promise<AlertChannelRow | undefined> {
  return await db
    .updateTable('alertChannels')
    .set({ deletedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('deletedAt', 'is', null)
    .returningAll()
    .executeTakeFirst();
}
