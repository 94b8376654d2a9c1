import type { ColumnType, Generated, Selectable } from 'kysely';
import type { Severity } from '../../domain/alerts/alert-rule.ts';
import type { ChannelKind } from '../../domain/alerts/notice.ts';
import type { QuietHours } from '../../domain/alerts/quiet-hours.ts';
import type { CreatedAt, JsonOrNull, Time, TimeOrNull } from './column-types.ts';

export interface AlertChannelsTable {
  id: Generated<string>;
  userId: string;
  kind: ChannelKind;
  name: string;
  /** The URL, the address or the chat. Never a secret. */
  target: string;
  minSeverity: Severity;
  quietHours: JsonOrNull<QuietHours>;
  deletedAt: TimeOrNull;
  createdAt: CreatedAt;
}

export interface AlertNoticesTable {
  id: Generated<string>;
  userId: string;
  channelId: string;
  alertId: string;
  what: 'firing' | 'resolved';
  /** `lapsed`: there was no need to send it any more. */
  status: ColumnType<
    'pending' | 'sent' | 'failed' | 'lapsed',
    undefined,
    'pending' | 'sent' | 'failed' | 'lapsed'
  >;
  notBefore: Time;
  attempts: Generated<number>;
  lastError: string | null;
  createdAt: CreatedAt;
  endedAt: TimeOrNull;
}

export type AlertChannelRow = Selectable<AlertChannelsTable>;
export type AlertNoticeRow = Selectable<AlertNoticesTable>;
