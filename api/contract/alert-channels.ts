import { z } from '@hono/zod-openapi';
import { SEVERITIES } from '../../domain/alerts/alert-rule.ts';
import { CHANNEL_KINDS } from '../../domain/alerts/notice.ts';
import { isTimeZone } from '../../domain/alerts/quiet-hours.ts';
import { mayBeLeftOut } from './left-out.ts';
import { outsideText, shortText, timestamp, uuid } from './scalars.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as "22:00"');
const quietHours = z
  .strictObject({
    from: clock.openapi({ example: '22:00' }),
    until: clock.openapi({ example: '07:00' }),
    timeZone: z.string().refine(isTimeZone, 'must be a time zone, such as "America/New_York"'),
  })
  .nullable()
  .openapi({ description: 'Notices wait until they are over; what is critical comes through.' });
const minSeverity = z.enum(SEVERITIES);

export const alertChannel = z
  .strictObject({
    id: uuid,
    kind: z.enum(CHANNEL_KINDS),
    name: z.string().openapi({ example: 'Mine' }),
    target: z.string().openapi({ example: 'https://example.com/alphaflow' }),
    minSeverity,
    quietHours,
    createdAt: timestamp,
  })
  .openapi('AlertChannel', {
    example: { quietHours: { from: '22:00', until: '07:00', timeZone: 'America/New_York' } },
  });

export const alertChannelList = z.strictObject({ items: z.array(alertChannel) }).openapi('AlertChannelList');

export const madeAlertChannel = z
  .strictObject({
    ...alertChannel.shape,
    signingSecret: mayBeLeftOut(z.string()).openapi({
      description: 'Of a webhook: what `AlphaFlow-Signature` is made with. Shown this once.',
    }),
  })
  .openapi('MadeAlertChannel', { example: { signingSecret: 'shown this once' } });

export const alertChannelParam = z.strictObject({ id: uuid });

export const createAlertChannelBody = z
  .strictObject({
    kind: z.enum(CHANNEL_KINDS),
    name: shortText(100),
    target: shortText(2_000).openapi({
      description: 'A URL, an e-mail address, or the id of a Telegram chat.',
    }),
    minSeverity: minSeverity.default('warning'),
    quietHours: quietHours.default(null),
  })
  .openapi('CreateAlertChannel', {
    example: {
      kind: 'webhook',
      name: 'Mine',
      target: 'https://example.com/alphaflow',
      minSeverity: 'warning',
    },
  });

export const channelTrial = z
  .strictObject({
    delivered: z.boolean(),
    reason: mayBeLeftOut(outsideText()).openapi({ description: 'Why it was not.' }),
  })
  .openapi('AlertChannelTrial');

const EMAIL = z.email();
const CHAT = /^(-?\d{1,20}|@\w{5,32})$/;

/** What is wrong with the target of a kind; undefined for one that can be tried. */
export function targetFault(kind: (typeof CHANNEL_KINDS)[number], target: string): string | undefined {
  if (kind === 'email') return EMAIL.safeParse(target).success ? undefined : 'must be an e-mail address';
  if (kind === 'telegram') return CHAT.test(target) ? undefined : 'must be the id of a chat';
  return URL.canParse(target) && /^https?:$/.test(new URL(target).protocol) ? undefined : 'must be a URL';
}
