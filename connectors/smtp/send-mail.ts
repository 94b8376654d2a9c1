import { createTransport } from 'nodemailer';
import { noticeLine, noticeText } from '../../domain/alerts/notice.ts';
import { SourceOutage } from '../../domain/outage.ts';
import type { NoticeSender } from '../../domain/ports/notice-senders.ts';

const TIMEOUT_MS = 10_000;

/**
 * Sends notices as plain text by SMTP. `url`: `smtp://user:password@host:587` (STARTTLS where the server has it) or
 * `smtps://…`.
 */
export function createMailSender(options: { readonly url: string; readonly from: string }): NoticeSender {
  const { url, from } = options;
  return {
    async send(notice, { target }) {
      const { protocol, hostname, port, username, password } = new URL(url);
      const transport = createTransport({
        host: hostname,
        port: port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port),
        secure: protocol === 'smtps:',
        ...(username === ''
          ? {}
          : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          from,
          to: target,
          subject: noticeLine(notice),
          text: noticeText(notice),
          messageId: `<notice-${notice.id}@alphaflow>`,
        });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new SourceOutage(
          { source: 'smtp', request: `mail by ${hostname}`, kind: 'network', reason },
          { cause: error },
        );
      } finally {
        transport.close();
      }
    },
  };
}
