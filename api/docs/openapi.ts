import type { ApiApp } from '../api-app.ts';
import { SESSION_COOKIE } from '../identity/cookies.ts';
import { PROBLEM_CODES } from '../problem-codes.ts';
import { withExamples } from './with-examples.ts';

const INTRODUCTION = `AlphaFlow trades for you through durable workflows. A request carries \`Authorization: Bearer <apiKey>\`, or the cookie that \`POST /v1/auth/login\` sets.
Money and quantities are decimals in text, times are RFC 3339. Lists answer \`{items, nextCursor}\`.
Errors are \`application/problem+json\` with a stable \`code\`:`;

/** The document that describes every route of `app`, made from the schemas that the routes parse with. */
export function openApiDocument(app: ApiApp) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
  });
  const codes = Object.entries(PROBLEM_CODES).map(
    ([code, { status, title }]) => `- \`${code}\` (${status}): ${title}`,
  );
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'AlphaFlow', version: '1', description: `${INTRODUCTION}\n\n${codes.join('\n')}` },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
  });
  const { schemas = {} } = document.components ?? {};
  return { ...document, components: { ...document.components, schemas: withExamples(schemas) } };
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;
