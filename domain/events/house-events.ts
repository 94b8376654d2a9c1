import { z } from 'zod';
import { type EventKind, facts, id } from './event-kind.ts';

const alert = z.object({
  alertId: id,
  ruleId: id,
  kind: z.string(),
  subject: z.string(),
  severity: z.string(),
  state: z.string(),
  title: z.string(),
  message: z.string(),
  facts,
});
const ALERT = {
  alertId: '0198c7c0',
  ruleId: '0198c7b1',
  kind: 'drift',
  subject: '0198c7a2',
  severity: 'critical',
  title: 'Drift',
  message: 'Broker and ledger differ in KO.',
  facts: { drift: '1' },
} as const;
const point = z.object({ point: z.string(), failures: z.int().nonnegative(), note: z.string() });

export const HOUSE_EVENTS = {
  'alert.firing': {
    version: 1,
    when: 'a rule has found something of one subject',
    payload: alert,
    example: { ...ALERT, state: 'firing' },
  },
  'alert.acknowledged': {
    version: 1,
    when: 'somebody has seen an alert',
    payload: alert,
    example: { ...ALERT, state: 'acknowledged' },
  },
  'alert.resolved': {
    version: 1,
    when: 'an alert’s condition has been clear for a while, or its rule is gone',
    payload: alert,
    example: { ...ALERT, state: 'resolved' },
  },
  'audit.burst': {
    version: 1,
    when: 'many requests of one address or user were refused within a minute',
    payload: z.object({
      actor: z.string().nullable(),
      address: z.string().nullable(),
      action: z.string(),
      code: z.string(),
      refusals: z.int().positive(),
      withinSeconds: z.number().positive(),
    }),
    example: {
      actor: 'anonymous',
      address: '203.0.113.9',
      action: 'POST /v1/auth/login',
      code: 'LOGIN_REFUSED',
      refusals: 20,
      withinSeconds: 60,
    },
  },
  'integration.failing': {
    version: 1,
    when: 'an integration point has failed again and again',
    payload: point,
    example: { point: 'external.edgar', failures: 3, note: 'sec-edgar: timeout' },
  },
  'integration.recovered': {
    version: 1,
    when: 'an integration point that failed again and again answers',
    payload: point,
    example: { point: 'external.edgar', failures: 0, note: '2 filings' },
  },
  'integration.probed': {
    version: 1,
    when: 'the bus itself is probed; to the probe’s own user alone',
    payload: z.object({ mark: z.string() }),
    example: { mark: '9f0c' },
  },
} as const satisfies Readonly<Record<string, EventKind>>;
