import { endNotice, noteAttempt, noticeToSend } from '../../db/queries/alerts/alert-notices.ts';
import { type ChannelKind, type Notice, shownNotice } from '../../domain/alerts/notice.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { NoticeSenders } from '../../domain/ports/notice-senders.ts';
import { shownLine } from '../../domain/shown-text.ts';
import type { LedgerDeps } from '../deps.ts';

/** A channel that somebody tries. */
export interface ChannelTrial {
  readonly channel: { readonly id: string; readonly kind: ChannelKind; readonly target: string };
  readonly notice: Notice;
}

export type TrialOutcome =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly reason: string };

/** The steps that reach people outside; they run on the `research` queue and never delay an order. */
export function noticeActivities({
  db,
  senders,
}: Pick<LedgerDeps, 'db'> & { readonly senders: NoticeSenders }) {
  const sender = (kind: ChannelKind) => {
    const found = senders[kind];
    if (found !== undefined) return found;
    const reason = `${kind} is not set up on the worker`;
    throw new SourceOutage({ source: kind, request: 'send', kind: 'refused', reason });
  };

  return {
    /** Sends a notice unless it is settled. A crash after the sending sends it again under the same id. */
    async sendNotice({ noticeId }: { readonly noticeId: string }): Promise<void> {
      const found = await noticeToSend(db, noticeId);
      if (found === undefined || found.status !== 'pending') return;
      const { what, severity, title, message, facts, createdAt, kind, target, channelId } = found;
      if (found.deletedAt !== null) return await endNotice(db, noticeId, 'lapsed', null);
      const notice: Notice = {
        id: noticeId,
        what,
        severity,
        title,
        message,
        facts,
        at: createdAt.toISOString(),
      };
      try {
        await sender(kind).send(shownNotice(notice), { id: channelId, target });
      } catch (error) {
        await noteAttempt(
          db,
          noticeId,
          shownLine(error instanceof Error ? error.message : String(error), 500),
        );
        throw error;
      }
      await endNotice(db, noticeId, 'sent', null);
    },

    /** It could not be sent however often it was tried. */
    async giveUpNotice({ noticeId }: { readonly noticeId: string }): Promise<void> {
      await endNotice(db, noticeId, 'failed', null);
    },

    /** One attempt, for a person who waits for its outcome. */
    async tryChannel({ channel, notice }: ChannelTrial): Promise<TrialOutcome> {
      try {
        await sender(channel.kind).send(shownNotice(notice), channel);
        return { delivered: true };
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        return { delivered: false, reason: error.message };
      }
    },
  };
}

export type NoticeActivities = ReturnType<typeof noticeActivities>;
