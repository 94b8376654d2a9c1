import { createRoute, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { auditOfUser, auditSince } from '../../../db/queries/audit/audit.ts';
import { newApp } from '../../api-app.ts';
import { AN_AUDIT_ENTRY, auditExportQuery, auditListQuery, auditPage } from '../../contract/audit.ts';
import { jsonResponse } from '../../contract/json-body.ts';
import { readProblems } from '../../contract/problem.ts';
import type { ApiDeps } from '../../deps.ts';
import { AUDIT_CSV_HEAD, auditCsvLine, auditView } from '../../views/audit-view.ts';

const tags = ['audit'];

const listRoute = createRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  summary: 'What was done and refused in your name, newest first',
  description:
    'Each entry is chained to the one before it by its hash; `npm run audit:verify` computes all of them anew.',
  tags,
  request: { query: auditListQuery },
  responses: { 200: jsonResponse(auditPage, 'One page.'), ...readProblems },
});

const exportRoute = createRoute({
  method: 'get',
  path: '/audit/export',
  operationId: 'exportAudit',
  summary: 'All of it, oldest first, one entry a line',
  description: 'In NDJSON each line is an `AuditEntry`; CSV has the same fields as columns.',
  tags,
  request: { query: auditExportQuery },
  responses: {
    200: {
      description: 'The entries.',
      content: {
        'application/x-ndjson': {
          schema: z.string().openapi({ example: `${JSON.stringify(AN_AUDIT_ENTRY)}\n` }),
        },
        'text/csv': {
          schema: z.string().openapi({ example: `${AUDIT_CSV_HEAD}${auditCsvLine(AN_AUDIT_ENTRY)}` }),
        },
      },
    },
    ...readProblems,
  },
});

export function auditRoutes({ db }: ApiDeps) {
  return newApp()
    .openapi(listRoute, async (c) => {
      const page = await auditOfUser(db, c.get('user').id, c.req.valid('query'));
      return c.json(auditPage.parse({ items: page.items.map(auditView), nextCursor: page.nextCursor }), 200);
    })
    .openapi(exportRoute, async (c) => {
      const { format, from, until } = c.req.valid('query');
      const isCsv = format === 'csv';
      const pages = auditSince(db, c.get('user').id, { from, until });
      // The first page is read before the answer begins: a database that is away is a problem, not a torn file.
      const first = await pages.next();
      c.header('Content-Type', isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
      c.header('Content-Disposition', `attachment; filename="audit.${format}"`);
      return stream(c, async (out) => {
        if (isCsv) await out.write(AUDIT_CSV_HEAD);
        for (let page = first; page.done !== true && !out.aborted; page = await pages.next()) {
          const lines = page.value
            .map(auditView)
            .map((entry) => (isCsv ? auditCsvLine(entry) : `${JSON.stringify(entry)}\n`));
          await out.write(lines.join(''));
        }
      });
    });
}
