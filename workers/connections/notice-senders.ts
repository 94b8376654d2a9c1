import type { AlertingConfig } from '../../config/alerting.ts';
import { webhookSecret } from '../../config/webhook-secret.ts';
import { createMailSender } from '../../connectors/smtp/send-mail.ts';
import { createTelegramSender, TELEGRAM_URL } from '../../connectors/telegram/send-telegram.ts';
import { createWebhookSender } from '../../connectors/webhook/send-webhook.ts';
import type { NoticeSenders } from '../../domain/ports/notice-senders.ts';

/** The ways to reach people that are set up. */
export function noticeSenders({ secret, webhookHosts, smtp, telegramToken }: AlertingConfig): NoticeSenders {
  return {
    webhook:
      secret === undefined
        ? undefined
        : createWebhookSender({
            allowedHosts: webhookHosts,
            secretOf: (channelId) => webhookSecret(secret, channelId),
            now: () => new Date(),
          }),
    email: smtp === undefined ? undefined : createMailSender({ url: smtp.url.reveal(), from: smtp.from }),
    telegram:
      telegramToken === undefined
        ? undefined
        : createTelegramSender({ baseUrl: TELEGRAM_URL, token: telegramToken.reveal() }),
  };
}
