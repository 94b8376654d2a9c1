import { Secret } from './secret.ts';
import type { Variables } from './variables.ts';

/** By which ways alerts reach people. */
export interface AlertingConfig {
  /** From it each webhook's own signing secret is made; without it there are no webhooks. */
  readonly secret: Secret | undefined;
  /** `host` or `host:port` of webhooks that may be http, and inside. */
  readonly webhookHosts: readonly string[];
  readonly smtp: { readonly url: Secret; readonly from: string } | undefined;
  readonly telegramToken: Secret | undefined;
}

export function toAlerting(variables: Variables, problems: string[]): AlertingConfig {
  const { ALERT_SECRET, ALERT_WEBHOOK_HOSTS, ALERT_SMTP_URL, ALERT_SMTP_FROM, ALERT_TELEGRAM_TOKEN } =
    variables;
  if (ALERT_SMTP_URL !== undefined && ALERT_SMTP_FROM === undefined)
    problems.push('ALERT_SMTP_FROM: is needed with ALERT_SMTP_URL');
  return {
    secret: ALERT_SECRET === undefined ? undefined : new Secret(ALERT_SECRET),
    webhookHosts: ALERT_WEBHOOK_HOSTS,
    smtp:
      ALERT_SMTP_URL === undefined || ALERT_SMTP_FROM === undefined
        ? undefined
        : { url: new Secret(ALERT_SMTP_URL), from: ALERT_SMTP_FROM },
    telegramToken: ALERT_TELEGRAM_TOKEN === undefined ? undefined : new Secret(ALERT_TELEGRAM_TOKEN),
  };
}
