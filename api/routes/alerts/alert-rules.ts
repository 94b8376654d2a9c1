import { createRoute } from '@hono/zod-openapi';
import {
  deleteRule,
  ensureDefaultRules,
  insertRule,
  ruleOfUser,
  rulesOfUser,
  updateRule,
} from '../../../db/queries/alerts/alert-rules.ts';
import { resolveAlertsOf } from '../../../db/queries/alerts/alerts.ts';
import { inTransaction } from '../../../db/queries/in-transaction.ts';
import { newApp } from '../../api-app.ts';
import {
  alertRule,
  alertRulePage,
  alertRuleParam,
  changeAlertRuleBody,
  createAlertRuleBody,
} from '../../contract/alerts.ts';
import { madeResponse, onceHeaders } from '../../contract/idempotency.ts';
import { jsonBody, jsonResponse } from '../../contract/json-body.ts';
import { pageQuery } from '../../contract/page.ts';
import { readOneProblems, readProblems, writeProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { makeOnce } from '../../make-once.ts';
import { problem } from '../../problem-error.ts';
import { recordChange } from '../../record-change.ts';
import { alertRuleView } from '../../views/alert-view.ts';
import { chooseAccount } from '../trading/account-choice.ts';

const tags = ['alerts'];

const listRoute = createRoute({
  method: 'get',
  path: '/alert-rules',
  operationId: 'listAlertRules',
  summary: 'What you are told of, newest first; some rules everybody has from the start',
  tags,
  request: { query: pageQuery },
  responses: { 200: jsonResponse(alertRulePage, 'One page.'), ...readProblems },
});

const createRuleRoute = createRoute({
  method: 'post',
  path: '/alert-rules',
  operationId: 'createAlertRule',
  summary: 'Makes a rule; it is judged every 30 seconds, and when an event concerns it',
  tags,
  request: { headers: onceHeaders, body: jsonBody(createAlertRuleBody) },
  responses: { 201: madeResponse(alertRule, 'Made.'), ...writeProblems },
});

const getRoute = createRoute({
  method: 'get',
  path: '/alert-rules/{id}',
  operationId: 'getAlertRule',
  summary: 'One rule',
  tags,
  request: { params: alertRuleParam },
  responses: { 200: jsonResponse(alertRule, 'The rule.'), ...readOneProblems },
});

const changeRoute = createRoute({
  method: 'patch',
  path: '/alert-rules/{id}',
  operationId: 'changeAlertRule',
  summary: 'Changes what is given; with other terms, or switched off, what stood of it is over',
  tags,
  request: { params: alertRuleParam, body: jsonBody(changeAlertRuleBody) },
  responses: { 200: jsonResponse(alertRule, 'As it is then.'), ...writeProblems },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/alert-rules/{id}',
  operationId: 'deleteAlertRule',
  summary: 'Deletes the rule; what stood of it is over, and its past alerts stay',
  tags,
  request: { params: alertRuleParam },
  responses: { 204: { description: 'Gone.' }, ...writeProblems },
});

export function alertRuleRoutes(deps: ApiDeps) {
  const { db } = deps;
  const missing = (id: string) => problem('ALERT_RULE_NOT_FOUND', `You have no alert rule ${id}.`);
  return newApp()
    .openapi(listRoute, async (c) => {
      const { id } = c.get('user');
      await ensureDefaultRules(db, id);
      const page = await rulesOfUser(db, id, c.req.valid('query'));
      const body = { items: page.items.map(alertRuleView), nextCursor: page.nextCursor };
      return c.json(alertRulePage.parse(body), 200);
    })
    .openapi(createRuleRoute, async (c) => {
      const asked = c.req.valid('json');
      const { accountId, ...wish } = asked;
      const user = c.get('user');
      const made = await makeOnce(deps, c, { asked, answer: alertRule }, async (tx) => {
        const account = accountId === undefined ? null : await chooseAccount(tx, user.id, accountId);
        const row = await insertRule(tx, { ...wish, userId: user.id, accountId: account?.id ?? null });
        const { name, terms, severity, enabled } = row;
        const data = { name, terms, severity, enabled };
        await recordChange(tx, c, { action: 'alert-rule.created', target: `alert-rule:${row.id}`, data });
        return { body: alertRuleView(row), location: `/v1/alert-rules/${row.id}` };
      });
      return c.json(made, 201);
    })
    .openapi(getRoute, async (c) => {
      const { id } = c.req.valid('param');
      const row = await ruleOfUser(db, c.get('user').id, id);
      if (row === undefined) throw missing(id);
      return c.json(alertRule.parse(alertRuleView(row)), 200);
    })
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid('param');
      const changes = c.req.valid('json');
      const row = await inTransaction(db, async (tx) => {
        const changed = await updateRule(tx, c.get('user').id, id, changes);
        if (changed === undefined) throw missing(id);
        if (changes.terms !== undefined || changes.enabled === false) await resolveAlertsOf(tx, changed);
        await recordChange(tx, c, {
          action: 'alert-rule.changed',
          target: `alert-rule:${id}`,
          data: changes,
        });
        return changed;
      });
      return c.json(alertRule.parse(alertRuleView(row)), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { id } = c.req.valid('param');
      await inTransaction(db, async (tx) => {
        const deleted = await deleteRule(tx, c.get('user').id, id);
        if (deleted === undefined) throw missing(id);
        await resolveAlertsOf(tx, deleted);
        await recordChange(tx, c, { action: 'alert-rule.deleted', target: `alert-rule:${id}` });
      });
      return c.body(null, 204);
    });
}
