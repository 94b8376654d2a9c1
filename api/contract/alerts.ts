import { z } from '@hono/zod-openapi';
import { RULE_KINDS, SEVERITIES } from '../../domain/alerts/alert-rule.ts';
import { ruleTerms } from './alert-terms.ts';
import { allMayBeLeftOut, mayBeLeftOut } from './left-out.ts';
import { pageOf, pageQuery } from './page.ts';
import { outsideFacts, outsideText, shortText, timestamp, uuid } from './scalars.ts';

const severity = z
  .enum(SEVERITIES)
  .openapi({ description: 'What is critical comes through the quiet hours of a channel.' });
const STATES = ['firing', 'acknowledged', 'resolved'] as const;

export const alert = z
  .strictObject({
    id: z.string().openapi({ example: '17' }),
    ruleId: uuid,
    kind: z.enum(RULE_KINDS),
    subject: z.string().openapi({
      example: 'AAPL',
      description: 'What it is about: a symbol, an account, a source, an order.',
    }),
    severity: severity.openapi({ example: 'warning' }),
    state: z.enum(STATES),
    title: outsideText().openapi({ example: 'AAPL above 200' }),
    message: outsideText().openapi({ example: 'AAPL trades at 201.3, above 200.' }),
    facts: outsideFacts.openapi({ example: { price: '201.3', above: '200' } }),
    firedAt: timestamp,
    lastSeenAt: timestamp,
    acknowledgedAt: timestamp.nullable(),
    acknowledgedBy: z.string().nullable(),
    resolvedAt: timestamp.nullable(),
  })
  .openapi('Alert');

export const alertPage = pageOf(alert, 'AlertPage');
export const alertListQuery = pageQuery.extend({
  state: mayBeLeftOut(z.enum(['open', ...STATES])).openapi({
    description: '`open`: firing or acknowledged.',
  }),
});
export const alertParam = z.strictObject({
  id: z
    .string()
    .regex(/^\d{1,18}$/, 'must be an alert’s id')
    .openapi({ example: '17' }),
});

export const alertRule = z
  .strictObject({
    id: uuid,
    accountId: uuid.nullable().openapi({ description: 'One account alone; null: all of yours.' }),
    isDefault: z.boolean().openapi({ description: 'Everybody has it from the start.' }),
    name: z.string().openapi({ example: 'AAPL above 200' }),
    severity,
    enabled: z.boolean(),
    terms: ruleTerms,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('AlertRule');

export const alertRulePage = pageOf(alertRule, 'AlertRulePage');
export const alertRuleParam = z.strictObject({ id: uuid });

export const createAlertRuleBody = z
  .strictObject({
    name: shortText(100).openapi({ example: 'AAPL above 200' }),
    terms: ruleTerms,
    severity: severity.default('warning'),
    enabled: z.boolean().default(true),
    accountId: mayBeLeftOut(uuid),
  })
  .openapi('CreateAlertRule', {
    example: {
      name: 'AAPL above 200',
      terms: { kind: 'price', symbol: 'AAPL', crosses: 'above', price: '200' },
      severity: 'warning',
    },
  });

export const changeAlertRuleBody = z
  .strictObject(allMayBeLeftOut({ name: shortText(100), terms: ruleTerms, severity, enabled: z.boolean() }))
  .openapi('ChangeAlertRule', { example: { enabled: false } });
