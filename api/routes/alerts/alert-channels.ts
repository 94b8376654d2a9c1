import { createRoute } from '@hono/zod-openapi';
import { webhookSecret } from '../../../config/webhook-secret.ts';
import {
  channelOfUser,
  channelsOfUser,
  deleteChannel,
  insertChannel,
} from '../../../db/queries/alerts/alert-channels.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import {
  alertChannelList,
  alertChannelParam,
  channelTrial,
  createAlertChannelBody,
  madeAlertChannel,
  targetFault,
} from '../../contract/alert-channels.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { tryChannel } from '../../temporal/try-channel.ts';
import { alertChannelView } from '../../views/alert-view.ts';

const tags = ['alerts'];
const params = alertChannelParam;

const listRoute = createRoute({
  method: 'get',
  path: '/alert-channels',
  operationId: 'listAlertChannels',
  summary: 'Where you are told of alerts besides here and in the events',
  tags,
  responses: { 200: jsonResponse(alertChannelList, 'All of them.'), ...readProblems },
});

const createChannelRoute = createRoute({
  method: 'post',
  path: '/alert-channels',
  operationId: 'createAlertChannel',
  summary: 'Adds a webhook, an e-mail address or a Telegram chat',
  tags,
  request: { headers: onceHeaders, body: jsonBody(createAlertChannelBody) },
  responses: { 201: madeResponse(madeAlertChannel, 'Added.'), ...writeProblems },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/alert-channels/{id}',
  operationId: 'deleteAlertChannel',
  summary: 'Takes the channel away; what waits for it is not sent',
  tags,
  request: { params },
  responses: { 204: { description: 'Gone.' }, ...writeProblems },
});

const tryRoute = createRoute({
  method: 'post',
  path: '/alert-channels/{id}/test',
  operationId: 'testAlertChannel',
  summary: 'Sends a test message, and says whether it was taken',
  tags,
  request: { params },
  responses: { 200: jsonResponse(channelTrial, 'What came of it.'), ...writeProblems },
});

export function alertChannelRoutes(deps: ApiDeps) {
  const { db, temporal, alerting, temporalTimeoutMs, channelTrialTimeoutMs } = deps;
  const missing = (id: string) => problem('ALERT_CHANNEL_NOT_FOUND', `You have no alert channel ${id}.`);
  const isSetUp = { webhook: alerting.secret, email: alerting.smtp, telegram: alerting.telegramToken };
  return newApp()
    .openapi(listRoute, async (c) => {
      const rows = await channelsOfUser(db, c.get('user').id);
      return c.json(alertChannelList.parse({ items: rows.map(alertChannelView) }), 200);
    })
    .openapi(createChannelRoute, async (c) => {
      const wish = c.req.valid('json');
      const { kind, name, target } = wish;
      const fault = targetFault(kind, target);
      if (fault !== undefined) {
        throw problem('INVALID_REQUEST', `target: ${fault}`, {
          errors: [{ path: 'target', message: fault }],
        });
      }
      if (isSetUp[kind] === undefined)
        throw problem('ALERT_CHANNEL_NOT_SET_UP', `${kind} is not set up here: see .env.example, ALERT_….`);
      const terms = { asked: wish, answer: madeAlertChannel, showsSecret: kind === 'webhook' };
      const made = await makeOnce(deps, c, terms, async (tx) => {
        const row = await insertChannel(tx, { ...wish, userId: c.get('user').id });
        const data = { kind, name, target };
        await recordChange(tx, c, {
          action: 'alert-channel.created',
          target: `alert-channel:${row.id}`,
          data,
        });
        const { secret } = alerting;
        const shown =
          kind === 'webhook' && secret !== undefined ? { signingSecret: webhookSecret(secret, row.id) } : {};
        return { body: { ...alertChannelView(row), ...shown }, location: `/v1/alert-channels/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(deleteRoute, async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        if ((await deleteChannel(tx, c.get('user').id, id)) === undefined) throw missing(id);
        await recordChange(tx, c, { action: 'alert-channel.deleted', target: `alert-channel:${id}` });
      });
      return c.body(null, 204);
    })
    .openapi(tryRoute, async (c) => {
      const { id } = c.req.valid('param');
      const channel = await channelOfUser(db, c.get('user').id, id);
      if (channel === undefined) throw missing(id);
      const outcome = await tryChannel(temporal, channel, {
        trialMs: channelTrialTimeoutMs,
        temporalMs: temporalTimeoutMs,
      });
      await recordChange(db, c, {
        action: 'alert-channel.tested',
        target: `alert-channel:${id}`,
        data: outcome,
      });
      return c.json(channelTrial.parse(outcome), 200);
    });
}
