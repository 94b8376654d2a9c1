import { noticeText } from '../../domain/alerts/notice.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { NoticeSender } from '../../domain/ports/notice-senders.ts';
import { shownText } from '../../domain/shown-text.ts';
import { requestText } from '../http/request-text.ts';

export const TELEGRAM_URL = 'https://api.telegram.org';
const TEXT_MAX = 4_000;

/** Sends notices as messages of a bot (`sendMessage` of Telegram's Bot API); the target is a chat's id. */
export function createTelegramSender(options: {
  readonly baseUrl: string;
  readonly token: string;
}): NoticeSender {
  const { baseUrl, token } = options;
  return {
    async send(notice, { target }) {
      const asked = { source: 'telegram', request: 'sendMessage' };
      try {
        await requestText(asked, {
          url: `${baseUrl}/bot${token}/sendMessage`,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          // Plain text: without a parse mode nothing in it is markup, and no address in it is fetched for a picture.
          body: JSON.stringify({
            chat_id: target,
            text: shownText(noticeText(notice), TEXT_MAX),
            link_preview_options: { is_disabled: true },
          }),
          timeoutMs: 10_000,
          maxBytes: 64 * 1_024,
        });
      } catch (error) {
        if (!(error instanceof SourceOutage)) throw error;
        // The address holds the token: neither it nor what names it goes further.
        const { kind, message } = error;
        throw new SourceOutage({ ...asked, kind, reason: message.replaceAll(token, '[token]') });
      }
    },
  };
}
