import type { Timestamp } from '../market.ts';
import type { Facts } from '../refusal.ts';
import { shownLine, shownText } from '../shown-text.ts';
import type { Severity } from './alert-rule.ts';
import { SEVERITIES } from './alert-rule.ts';

export const CHANNEL_KINDS = ['webhook', 'email', 'telegram'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What a channel is told: an alert has fired, or is over; or somebody tries the channel. */
export interface Notice {
  /** Names this notice for ever: a receiver that sees it twice may drop the second. */
  readonly id: string;
  readonly what: 'firing' | 'resolved' | 'test';
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly facts: Facts;
  readonly at: Timestamp;
}

/** What anybody outside is told is shown text, whoever worded the alert. */
export function shownNotice(notice: Notice): Notice {
  const facts = Object.entries(notice.facts).map(([name, value]) => [
    shownLine(name, 100),
    shownLine(value, 500),
  ]);
  return {
    ...notice,
    title: shownLine(notice.title, 200),
    message: shownText(notice.message, 2_000),
    facts: Object.fromEntries(facts),
  };
}

const WORDS = { firing: 'Alert', resolved: 'Over', test: 'Test' } as const;

/** The one line of a notice. */
export function noticeLine({ what, severity, title }: Notice): string {
  return `${WORDS[what]} (${severity}): ${title}`;
}

/** The whole notice as plain text. */
export function noticeText(notice: Notice): string {
  const facts = Object.entries(notice.facts).map(([name, value]) => `${name}: ${value}`);
  return [noticeLine(notice), notice.message, ...facts, notice.at].filter((line) => line !== '').join('\n');
}

/** Whether a channel that wants `least` hears of `severity`. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** The workflow that sends a notice is named after it: it is sent once. */
export function noticeWorkflowId(noticeId: string): string {
  return `notice:${noticeId}`;
}
